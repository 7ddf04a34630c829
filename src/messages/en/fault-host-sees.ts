import type { faultAbout } from './fault-about.ts';

/** What a host sees of each fault. */
export const faultHostSees = {
  uartLose: () => 'Commands that are refused or never answered; replies and URCs with missing bytes.',
  uartFlip: () =>
    'Commands that are refused or mean something else; wrong characters in replies and messages.',
  uartDouble: () => 'Commands that are refused; replies and messages with extra characters.',
  uartDelay: () => 'Answers and URCs later than usual; busy for a command that it sends too early.',
  uartCut: () => 'A line or a message in many reads, which it must put together.',
  uartSilence: () => 'No echo, no answer, no URC; afterwards the module answers as if nothing had happened.',
  uartMessageBeforePrompt: () =>
    'OK, then a line such as +MQTTSUBRECV, then the prompt; data mode begins with OK.',
  uartBootNoise: () => 'Bytes of any kind, lines too, before each ready.',
  uartWrongBaud: () =>
    'Noise instead of answers, no echo of what it sent, until it has the speed of the module: over RFC 2217 and on a serial device by setting its own, elsewhere by having agreed on it with AT+UART_CUR.',
  moduleReset: () => 'ready, and nothing is connected any more; a pending answer does not come.',
  moduleResetDuring: () =>
    'No answer to the command, then ready; whether the command was executed, it must find out.',
  moduleBrownOut: () => 'ready again and again; its configuration is lost each time.',
  modulePowerOff: () =>
    'No answer to anything; then ready, with nothing connected, the clock in 1970, and what it sent meanwhile lost.',
  moduleNoMemory: () => 'ERROR, after 0x6005, 0x604E or 0x604F where codes are on.',
  moduleBusy: () => 'No answer for so long; busy p... for what it sends meanwhile.',
  moduleAnswer: () => 'The given answer, or none; the command was executed or not.',
  moduleClockJump: () =>
    'Another time from AT+SYSTIMESTAMP? and AT+CIPSNTPTIME?; certificates that are not valid yet, or no longer.',
  moduleNoTime: () => 'No +TIME_UPDATED; the clock stays in 1970, and certificates are not valid yet.',
  moduleWrongTime: () => '+TIME_UPDATED, and then a wrong time.',
  wifiDrop: () =>
    '+MQTTDISCONNECTED for each connected link and WIFI DISCONNECT; WIFI CONNECTED and WIFI GOT IP at the first try of AT+CWRECONNCFG once it is over; one that ends immediately disconnects the station, but the access point is still there.',
  wifiFlap: () =>
    'WIFI DISCONNECT and +MQTTDISCONNECTED, then WIFI CONNECTED and WIFI GOT IP at the next try of AT+CWRECONNCFG, again and again.',
  wifiWrongPassword: () =>
    '+CWJAP:2 and ERROR; after a boot no WIFI CONNECTED. A station that is joined stays so.',
  wifiNoAddress: () =>
    'WIFI CONNECTED without WIFI GOT IP; AT+CWJAP fails with +CWJAP:1 when it times out; WIFI GOT IP when the module asks again once it is over: 2, 4, 8 … 60 s after the last time.',
  wifiWeakSignal: () =>
    'A low rssi in AT+CWJAP? and AT+CWLAP; answers and messages that come late, and now and then +MQTTDISCONNECTED.',
  networkRefuse: () => 'AT+MQTTCONN fails with ERROR immediately; a link with reconnect does not come back.',
  networkTimeout: () =>
    'AT+MQTTCONN fails with ERROR when it times out, over TLS when a step has taken 10 s.',
  networkHalfOpen: () =>
    'No answers and no messages; +MQTTDISCONNECTED once the keepalive detects it, at the latest after the keepalive time. A connection made meanwhile gets no CONNACK.',
  networkLatency: () => 'Late answers and messages; AT+PING shows it; what takes too long fails.',
  networkBandwidth: () =>
    'A long AT+MQTTPUBRAW takes its time, and the module reads no more from its hosts meanwhile.',
  networkCut: () =>
    '+MQTTDISCONNECTED in the middle of whatever goes on; where few bytes are let through, AT+MQTTCONN fails.',
  networkDnsFail: () =>
    'AT+MQTTCONN with a name fails with ERROR, AT+CIPDOMAIN too; +PING:TIMEOUT; no time by SNTP.',
  networkDnsWrong: () =>
    'AT+CIPDOMAIN shows that address; AT+MQTTCONN with a host name connects there, and fails where the scheme verifies the name.',
  tlsExpired: () =>
    'AT+MQTTCONN fails with ERROR; so does every reconnect. Schemes that do not verify the broker connect.',
  tlsNotYetValid: () =>
    'AT+MQTTCONN fails with ERROR; so does every reconnect. Schemes that do not verify the broker connect.',
  tlsWrongName: () =>
    'AT+MQTTCONN fails with ERROR where the scheme verifies the name. Schemes that do not verify the broker connect.',
  tlsWrongCa: () => 'AT+MQTTCONN fails with ERROR. Schemes that do not verify the broker connect.',
  tlsAlert: () =>
    'AT+MQTTCONN fails with ERROR, whatever the scheme verifies; the log says what the alert means at that step.',
  tlsSilent: () => 'AT+MQTTCONN fails with ERROR after 10 s.',
  tlsOld: () => 'AT+MQTTCONN fails with ERROR, whatever the scheme verifies.',
  brokerConnack: () => 'ERROR to AT+MQTTCONN.',
  brokerNoConnack: () => 'ERROR to AT+MQTTCONN when it times out; a link with reconnect does not come back.',
  brokerSessionLost: () => 'After +MQTTCONNECTED, none of the messages from the time without a connection.',
  brokerSessionInvented: () => 'Nothing; the module takes the session for a clean one.',
  brokerSuback: () => 'ERROR to AT+MQTTSUB; with a lower granted QoS, only that messages arrive with it.',
  brokerNoSuback: () =>
    'ERROR to AT+MQTTSUB when it times out; messages arrive all the same if the broker got the SUBSCRIBE.',
  brokerNoUnsuback: () => 'ERROR to AT+MQTTUNSUB when it times out.',
  brokerNoPuback: () =>
    'ERROR to AT+MQTTPUB, +MQTTPUB:FAIL to AT+MQTTPUBRAW, on timeout; publishing again publishes twice if the broker got the message.',
  brokerLatePuback: () => 'OK that much later; ERROR or +MQTTPUB:FAIL if it is later than the command waits.',
  brokerDoublePuback: () => 'One OK; the second acknowledgement must not answer another command.',
  brokerNoPubrec: () => 'ERROR to AT+MQTTPUB, +MQTTPUB:FAIL to AT+MQTTPUBRAW, with QoS 2, on timeout.',
  brokerDoublePubrec: () => 'One OK, and the message arrives once.',
  brokerNoPubcomp: () =>
    'ERROR to AT+MQTTPUB, +MQTTPUB:FAIL to AT+MQTTPUBRAW, with QoS 2, on timeout; the message has arrived.',
  brokerPubackForQos2: () => 'OK to QoS 2 messages; the log says so once per connection.',
  brokerNoPingresp: () => '+MQTTDISCONNECTED once a PINGREQ was not answered in time.',
  brokerDuplicate: () => '+MQTTSUBRECV twice; once for a message of QoS 2 that comes again with DUP.',
  brokerRetained: () => '+MQTTSUBRECV right after OK to AT+MQTTSUB, or before it.',
  brokerFlood: () => 'Many +MQTTSUBRECV, whatever it has subscribed to.',
  brokerKick: () => '+MQTTDISCONNECTED, and ERROR to a command that waits; a link with reconnect comes back.',
  brokerCloseAfter: () => '+MQTTDISCONNECTED again and again.',
  brokerTakeOver: () => '+MQTTDISCONNECTED; a link with reconnect takes the connection back.',
  brokerMalformed: () =>
    '+MQTTDISCONNECTED for most kinds; nothing for subackId; a topic that is not UTF-8 for notUtf8.',
} satisfies Record<keyof typeof faultAbout, () => string>;
