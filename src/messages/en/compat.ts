/** What passed here and would not pass on the genuine module that this one is, by its rule. */
export const compat = {
  credentialLimits: () =>
    'the manual allows 64 bytes of user name and password in AT+MQTTUSERCFG; a genuine module takes what the line holds: set places.credentialLimits=module',
  omittedDefaults: () =>
    'a parameter was left out that the manual has a default for; a genuine module refuses the command',
  lateConfiguration: () =>
    'client id, user name, password, ALPN or SNI came after AT+MQTTCONNCFG; a genuine module answers 0x6002',
  secondCertificates: () =>
    'the second set of certificates was used; a genuine module accepts the number and uses the first set',
  chunkLines: () =>
    'the line came before the reply to the one before; a genuine module answers busy p... and drops it',
  surplusData: () =>
    'more bytes came than AT+MQTTPUBRAW or the like announced; a genuine module answers busy p... and drops them',
  lenientHosts: () =>
    'the broker was given as an IPv6 address or with an underscore in its name; a genuine module answers 0x6052',
  pathSlash: () =>
    'the path of USERCFG begins with a slash; a genuine module puts another one before it and asks for //…',
  invalidTopic: () =>
    'a message came whose topic is not UTF-8, which MQTT forbids; a genuine module prints it as it is',
  topicLimit: () =>
    'more topics were subscribed than the module keeps; a genuine one neither lists nor renews them',
  duplicateQos: () =>
    'a topic was subscribed again with another QoS; a genuine module goes on listing the first one',
  autojoin: () =>
    'no AT+CWJAP was sent; a genuine module with empty flash is not joined, and AT+MQTTCONN fails',
  manufacturingWidth: () =>
    'a number was cut to the width of its type by AT+SYSMFG and reads back as another one',
  pkiPartitions: () =>
    'AT+SYSFLASH named a partition that firmware 2 had; a genuine module of this release answers ERROR and has AT+SYSMFG for it',
  retiredCommand: () =>
    'a command came that earlier firmware had, such as AT+CWJAP_CUR; a genuine module of this release answers 0x01090000',
  earlyData: () => 'data came before the prompt >; a genuine module answers busy p... and drops it',
  earlyCommand: () =>
    'the next command came before the reply to the one before; it was answered with busy p... and dropped',
  verifyWithoutTime: () =>
    'the broker’s certificate is checked without a clock that was set; without AT+CIPSNTPCFG a genuine module believes it is 1970',
  privateAddress: () =>
    'the broker’s name leads to a private address; firmware after 5.0 refuses that with 0x6056',
  longLine: () =>
    'a line has 240 bytes or more; a genuine module takes 256, and an escape more is one too many',
  reconnectWithoutClean: () =>
    'AT+MQTTCONN was sent again after a loss without AT+MQTTCLEAN; a genuine module refuses it',
  lineEnd: () => 'a line ended with CR or LF alone; a genuine module waits for CR LF and answers nothing',
  shortWait: () => 'the host gave up before a genuine module need have answered',
};
