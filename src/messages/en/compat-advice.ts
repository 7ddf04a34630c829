import type { compat } from './compat.ts';

/** What to change in the firmware for what `compat` tells, by its rule. */
export const compatAdvice = {
  credentialLimits: () =>
    'Set places.credentialLimits=module, or send long ones by AT+MQTTLONGUSERNAME and AT+MQTTLONGPASSWORD.',
  omittedDefaults: () => 'Write every parameter, 0 where the default is meant.',
  lateConfiguration: () => 'Send them between AT+MQTTUSERCFG and AT+MQTTCONNCFG.',
  secondCertificates: () => 'Store the certificates as the first set and use 0.',
  chunkLines: () => 'Send one line, read to OK or ERROR, then send the next one.',
  surplusData: () =>
    'Send exactly as many bytes as were announced, and wait for +MQTTPUB:OK before anything else.',
  lenientHosts: () => 'Use an IPv4 address, or a name of letters, digits, dots and hyphens.',
  pathSlash: () => 'Leave the first slash out: the module writes it.',
  invalidTopic: () => 'Publish with topics in UTF-8.',
  topicLimit: () => 'Subscribe to ten topics or fewer; one with a wildcard stands for many.',
  duplicateQos: () => 'Unsubscribe before subscribing with another QoS.',
  autojoin: () => 'Join with AT+CWJAP and wait for WIFI GOT IP before AT+MQTTCONN.',
  manufacturingWidth: () => 'Take a type that holds the number.',
  pkiPartitions: () => 'Write the certificate with AT+SYSMFG=2,"mqtt_ca","mqtt_ca",8,….',
  retiredCommand: () => 'Send the command that has taken its place: AT+CWJAP for AT+CWJAP_CUR.',
  earlyData: () => 'Read to the prompt > before the first byte of data.',
  earlyCommand: () => 'Read to OK or ERROR before the next command.',
  verifyWithoutTime: () => 'Send AT+CIPSNTPCFG=1,… and wait for +TIME_UPDATED before AT+MQTTCONN.',
  privateAddress: () => 'Give the broker by its address, or by a name that leads to a public one.',
  longLine: () => 'Send long messages by AT+MQTTPUBRAW.',
  reconnectWithoutClean: () => 'Send AT+MQTTCLEAN, then AT+MQTTUSERCFG and AT+MQTTCONNCFG again.',
  lineEnd: () => 'End each line with CR LF.',
  shortWait: () => 'Wait for 15 s after AT+MQTTCONN and for 10 s after other commands, or for OK or ERROR.',
} satisfies Record<keyof typeof compat, () => string>;
