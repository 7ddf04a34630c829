import { type Message, message } from '#messages/message';
import type { LinkInput, LinkModel } from './machine.ts';

/**
 * What moved a link, for whoever looks on, where nobody knows more than the machine.
 * @param model before the input
 */
export function reasonFor(model: LinkModel, input: LinkInput): Message {
  switch (input.type) {
    case 'userConfigured':
      return message('link.command', { command: 'AT+MQTTUSERCFG' });
    case 'connectionConfigured':
      return message('link.command', { command: 'AT+MQTTCONNCFG' });
    case 'connect':
      return message('link.command', { command: 'AT+MQTTCONN' });
    case 'configuredBySetting':
      return message('link.setting');
    case 'up':
      return model.attempt === 'again'
        ? message('link.back')
        : message('link.command', { command: 'AT+MQTTCONN' });
    case 'failed':
      return message('link.failed');
    case 'down':
      return message('link.lost');
    case 'ready':
    case 'retryDue':
      return message('link.retryDue');
    case 'subscribed':
    case 'subscribedUnlisted':
      return message('link.command', { command: 'AT+MQTTSUB' });
    case 'unsubscribed':
      return message('link.command', { command: 'AT+MQTTUNSUB' });
    case 'clean':
      return message('link.command', { command: 'AT+MQTTCLEAN' });
    case 'reset':
      return message('link.restart');
  }
}
