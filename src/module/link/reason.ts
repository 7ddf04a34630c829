import type { LinkInput, LinkModel } from './machine.ts';

/**
 * What moved a link, in words for whoever looks on, where nobody knows more than the machine.
 * @param model before the input
 */
export function reasonFor(model: LinkModel, input: LinkInput): string {
  switch (input.type) {
    case 'userConfigured':
      return 'AT+MQTTUSERCFG';
    case 'connectionConfigured':
      return 'AT+MQTTCONNCFG';
    case 'connect':
      return 'AT+MQTTCONN';
    case 'up':
      return model.attempt === 'again' ? 'the connection is back' : 'AT+MQTTCONN';
    case 'failed':
      return 'the connection failed';
    case 'down':
      return 'the connection was lost';
    case 'retryDue':
      return 'a reconnect is due';
    case 'subscribed':
      return 'AT+MQTTSUB';
    case 'unsubscribed':
      return 'AT+MQTTUNSUB';
    case 'clean':
      return 'AT+MQTTCLEAN';
    case 'reset':
      return 'restart';
  }
}
