/** What releases of ESP-AT have changed besides commands and their parameters, by a name for each. */
export const firmwareChanges = {
  promptInOnePiece: () =>
    'OK and the prompt > of commands with data are one write; before, a message can come between the two',
  secondNameServer: () =>
    'AT+CIPDNS has two default DNS servers, 208.67.222.222 and 8.8.8.8; before, only the first',
  surplusIsLost: () =>
    'bytes after the announced length are answered with busy p... and lost; before, they are read as the next line',
  lostQos0Fails: () =>
    'AT+MQTTPUBRAW with QoS 0 answers +MQTTPUB:FAIL when the connection is lost before the last byte; before, +MQTTPUB:OK',
  publishIsResent: () =>
    'an unacknowledged QoS 1 publish is sent again every 5 s while connected; before, only after a reconnect',
  thirdNameServer: () => 'AT+CIPDNS has a third default DNS server, 114.114.114.114; before, two',
  answerIsBounded: () => 'a genuine module waits at most 15 s for an acknowledgement; before, without end',
  refusedSubscriptionFails: () =>
    'AT+MQTTSUB that the broker refuses answers ERROR and the topic is not listed; before, OK and listed',
  timeoutIsUnannounced: () =>
    'AT+MQTTCONN that times out answers only ERROR; before, +MQTTDISCONNECTED comes first',
  nameIsResolvedFirst: () =>
    "AT+MQTTCONN resolves the broker's host name first, and refuses one that is not found (0x6055) or resolves to a private address (0x6056)",
};
