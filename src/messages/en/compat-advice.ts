import type { compat } from './compat.ts';

/** What to change in the firmware for what `compat` tells, by its rule. */
export const compatAdvice = {
  omittedDefaults: () => 'Write every parameter, 0 where the default is meant.',
  lateConfiguration: () => 'Set them after AT+MQTTUSERCFG and before AT+MQTTCONNCFG.',
  secondCertificates: () => 'Store the certificates as the first set, and give 0 as cert_key_ID and CA_ID.',
  chunkLines: () => 'Send one command, read up to OK or ERROR, then send the next one.',
  surplusData: () =>
    'Send exactly as many bytes as were announced, without CR LF after them, and read up to +MQTTPUB:OK or OK before anything else.',
  lenientHosts: () => 'Use an IPv4 address, or a name of letters, digits, dots and hyphens.',
  pathSlash: () => 'Leave the first slash out: the module adds it.',
  invalidTopic: () => 'Encode the topics in UTF-8 where the messages are published.',
  topicLimit: () => 'Subscribe to ten topics at most; one with a wildcard covers many.',
  duplicateQos: () => 'Send AT+MQTTUNSUB before you subscribe with another QoS.',
  autojoin: () => 'Join with AT+CWJAP and wait for WIFI GOT IP before AT+MQTTCONN.',
  manufacturingWidth: () => 'Use a type that is wide enough, and a signed one if the number may be negative.',
  pkiPartitions: () => 'Write the certificate with AT+SYSMFG=2,"mqtt_ca","mqtt_ca",8,….',
  retiredCommand: () => 'Send the command that replaced it: AT+CWJAP for AT+CWJAP_CUR.',
  trailingComma: () => 'Leave out the last comma with the parameter.',
  signedZone: () => 'Leave the plus out.',
  largeData: () => 'Publish less at a time: about 140 KB are free at best, and less over TLS.',
  furtherLinks: () => 'Use one link, with LinkID 0.',
  bareComma: () => 'Write \\, for a comma between quotes, or send the text with AT+MQTTPUBRAW.',
  dataAbandoned: () => 'Send as many bytes as were announced; if in doubt, reset the module.',
  earlyData: () => 'Wait for the prompt > before you send the first byte of data.',
  earlyCommand: () => 'Wait for OK or ERROR before you send the next command.',
  verifyWithoutTime: () => 'Send AT+CIPSNTPCFG=1,… and wait for +TIME_UPDATED before AT+MQTTCONN.',
  privateAddress: () => "Give the broker's address instead, or a host name that resolves to a public one.",
  longLine: () => 'Send long messages with AT+MQTTPUBRAW.',
  reconnectWithoutClean: () =>
    'Send AT+MQTTCLEAN, then AT+MQTTUSERCFG and AT+MQTTCONNCFG again; or connect with reconnect 1, and wait for +MQTTCONNECTED.',
  lineEnd: () => 'End each line with CR LF.',
  shortWait: () =>
    'Wait for OK or ERROR: a genuine module may take 15 s for AT+MQTTCONN, and 10 s for other commands.',
  idleEscape: () => 'Send +++ in data mode only; where it must be sent, expect ERROR to the line after it.',
  connectSetting: () =>
    'Before the firmware runs on hardware, let it send AT+MQTTUSERCFG, AT+MQTTCONN and AT+MQTTSUB itself.',
} satisfies Record<keyof typeof compat, () => string>;
