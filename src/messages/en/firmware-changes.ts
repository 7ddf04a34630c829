/** What releases of ESP-AT have changed besides commands and their parameters, by a name for each. */
export const firmwareChanges = {
  promptInOnePiece: () =>
    'OK and the prompt > of commands with data are one write; before, a message may come between the two',
  secondNameServer: () =>
    'AT+CIPDNS has two name servers where nobody names one, 208.67.222.222 and 8.8.8.8; before, the first alone',
  surplusIsLost: () =>
    'bytes behind the announced length are answered with busy p... and lost; before, they are read as the next line',
  lostQos0Fails: () =>
    'AT+MQTTPUBRAW with QoS 0 answers +MQTTPUB:FAIL when the connection is lost before the last byte; before, +MQTTPUB:OK',
  publishIsResent: () =>
    'a publish with QoS 1 that is not acknowledged is sent again every 5 s while connected; before, only after a reconnect',
  thirdNameServer: () => 'AT+CIPDNS has a third one, 114.114.114.114; before, there are two',
  answerIsBounded: () =>
    'an acknowledgement is waited for at most 15 s; before, a genuine module waits without end',
  refusedSubscriptionFails: () =>
    'AT+MQTTSUB that the broker refuses answers ERROR and is not listed; before, OK and listed',
  timeoutIsUnannounced: () =>
    'AT+MQTTCONN whose time is used up answers ERROR alone; before, +MQTTDISCONNECTED comes first',
  nameIsResolvedFirst: () =>
    'AT+MQTTCONN resolves the broker’s name first, and refuses one that is not found (0x6055) or leads to a private address (0x6056)',
};
