/** What passed here and would not pass on the genuine module that this one is, by its rule: what the host did, then what that one does. */
export const compat = {
  omittedDefaults: () =>
    'a parameter was left out for which the manual has a default; a genuine module answers ERROR',
  lateConfiguration: () =>
    'the client ID, user name, password, ALPN or SNI was set after AT+MQTTCONNCFG; a genuine module answers ERROR (0x6002)',
  secondCertificates: () =>
    'AT+MQTTUSERCFG named the second set of certificates; a genuine module answers OK and uses the first one',
  chunkLines: () =>
    'a command was sent together with the one before it; a genuine module answers busy p... and drops it',
  surplusData: () =>
    'more bytes of data were sent than had been announced; a genuine module answers busy p... and drops the rest, or, before firmware 3.2, answers the rest before the data',
  lenientHosts: () =>
    'the broker was given as an IPv6 address or with an underscore in its name; a genuine module answers 0x6052',
  pathSlash: () =>
    'the path in AT+MQTTUSERCFG begins with a slash; a genuine module puts another one before it and requests //…',
  invalidTopic: () =>
    'a message with a topic that is not UTF-8 was received, which MQTT forbids; a genuine module prints it as this one does, other clients close the connection',
  topicLimit: () =>
    'more topics were subscribed than the module stores; a genuine module does not list the further ones and does not resubscribe them after a reconnect',
  duplicateQos: () =>
    'a topic was subscribed again with another QoS; a genuine module still lists it with the first one',
  autojoin: () =>
    'no AT+CWJAP was sent; a genuine module with no access point stored in flash has no network then, and AT+MQTTCONN fails',
  manufacturingWidth: () =>
    'AT+SYSMFG was given a number that does not fit its type; a genuine module truncates it as this one does, and it reads back as another number',
  pkiPartitions: () =>
    'AT+SYSFLASH named a partition that only firmware 2 has; a genuine module of this release answers ERROR and uses AT+SYSMFG instead',
  retiredCommand: () =>
    'a command was sent that only earlier firmware has, such as AT+CWJAP_CUR; a genuine module of this release answers 0x01090000',
  trailingComma: () => 'a command ended with a comma and nothing after it; a genuine module answers ERROR',
  signedZone: () =>
    'the time zone of AT+CIPSNTPCFG began with a plus, as the manual writes it; a genuine module accepts no number with a plus and answers 0x01080001',
  largeData: () =>
    'more data was announced than a genuine module has memory for, which answers 0x6005; the setting heapBytes says how much this one has',
  furtherLinks: () =>
    'a LinkID above 0 was used, which the setting links allows; a genuine module has only link 0 and answers 0x6011',
  bareComma: () =>
    'a comma was between double quotes without a backslash, which the setting lenientQuotes allows; on a genuine module it ends the parameter',
  dataAbandoned: () =>
    'data mode ended before all bytes were received, because of dataModeEscape or dataModeTimeoutMs; a genuine module takes everything as data until the number of bytes is reached',
  earlyData: () => 'data was sent before the prompt >; a genuine module answers busy p... and drops it',
  earlyCommand: () =>
    'a command was sent before the one before it was answered; a genuine module answers busy p..., as this one did, and drops it',
  verifyWithoutTime: () =>
    "the broker's certificate is to be verified, but the clock is not set; for a genuine module it is 1970, when no certificate was valid yet",
  privateAddress: () =>
    "the broker's host name resolves to a private address; a genuine module with firmware after 5.0 answers 0x6056",
  longLine: () =>
    'a line of 240 bytes or more was sent; a genuine module refuses more than 256, and each escaped character counts twice',
  reconnectWithoutClean: () =>
    'AT+MQTTCONN was sent again after the connection was lost; a genuine module answers ERROR, as this one did, until AT+MQTTCLEAN is sent',
  lineEnd: () =>
    'a line ended with only CR or only LF; a genuine module still waits for CR LF and answers nothing',
  shortWait: () =>
    'the next command was sent while the one before it still waited for the broker; a genuine module answers busy p..., as this one did, and drops it',
  idleEscape: () =>
    '+++ was sent outside data mode and ignored; for a genuine module it is the beginning of the next line, which fails with 0x01030000',
  connectSetting: () =>
    'the setting connect connects link 0 when the module starts; a genuine module connects only after AT+MQTTUSERCFG and AT+MQTTCONN',
};
