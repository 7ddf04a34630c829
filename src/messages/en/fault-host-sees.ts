import type { faultAbout } from './fault-about.ts';

/** What a host sees of each fault. */
export const faultHostSees = {
  uartLose: () => 'Commands that are refused or never answered; replies and URCs with holes.',
  uartFlip: () => 'Commands that are refused or mean something else; wrong letters in replies and messages.',
  uartDouble: () => 'Commands that are refused; replies and messages with letters too many.',
  uartDelay: () => 'Answers and URCs later than usual; a command after which it waited too little is busy.',
  uartCut: () => 'A line or a message in many reads, which it must put together.',
  uartSilence: () => 'No echo, no answer, no URC; afterwards the module answers as if nothing had been.',
  uartMessageBeforePrompt: () =>
    'OK, then a line such as +MQTTSUBRECV, then the prompt; the data phase is open from OK on.',
  uartBootNoise: () => 'Bytes of any kind, lines too, before each ready.',
  uartWrongBaud: () =>
    'Noise in place of answers, no echo of what it said, until it has the speed of the module: over RFC 2217 and on a serial device by setting its own, elsewhere by having agreed on it with AT+UART_CUR.',
  moduleReset: () => 'ready, and nothing is connected any more; an answer that was to come does not.',
  moduleResetDuring: () =>
    'No answer to the command, then ready; whether it has done its work it must find out.',
  moduleBrownOut: () => 'ready again and again; what it had set up is gone each time.',
  modulePowerOff: () =>
    'No answer to anything; then ready, with nothing connected, the clock in 1970, and what it sent meanwhile lost.',
  moduleNoMemory: () => 'ERROR, after 0x6005, 0x604E or 0x604F where codes are on.',
  moduleBusy: () => 'No answer for so long; busy p... for what it sends meanwhile.',
  moduleAnswer: () => 'The answer that is named, or none; what it expected of the command is done or not.',
  moduleClockJump: () =>
    'Another time from AT+SYSTIMESTAMP? and AT+CIPSNTPTIME?; certificates that are not valid yet, or no longer.',
  moduleNoTime: () => 'No +TIME_UPDATED; the clock stays in 1970, and certificates are not valid yet.',
  moduleWrongTime: () => '+TIME_UPDATED, and then a time that is not so.',
  wifiDrop: () =>
    '+MQTTDISCONNECTED for each connected link and WIFI DISCONNECT; WIFI CONNECTED and WIFI GOT IP at the first try of AT+CWRECONNCFG once it is over; one that is over at once lets go of the station, and the access point is still there.',
  wifiFlap: () =>
    'WIFI DISCONNECT and +MQTTDISCONNECTED, then WIFI CONNECTED and WIFI GOT IP at the next try of AT+CWRECONNCFG, again and again.',
  wifiWrongPassword: () =>
    '+CWJAP:2 and ERROR; after a boot no WIFI CONNECTED. A station that is joined stays so.',
  wifiNoAddress: () =>
    'WIFI CONNECTED without WIFI GOT IP; AT+CWJAP fails with +CWJAP:1 once its time is used up; WIFI GOT IP when the module asks again once it is over: 2, 4, 8 … 60 s after the last time.',
  wifiWeakSignal: () =>
    'A low rssi in AT+CWJAP? and AT+CWLAP; answers and messages that come late, and now and then +MQTTDISCONNECTED.',
  networkRefuse: () => 'AT+MQTTCONN fails with ERROR at once; a link that reconnects does not come back.',
  networkTimeout: () =>
    'AT+MQTTCONN fails with ERROR once its time is used up, over TLS once a step has taken 10 s.',
  networkHalfOpen: () =>
    'No answers and no messages; +MQTTDISCONNECTED once the keep alive finds it, at the latest after its whole time. A connection made meanwhile gets no CONNACK.',
  networkLatency: () => 'Late answers and messages; AT+PING tells it; what takes too long fails.',
  networkBandwidth: () =>
    'A long AT+MQTTPUBRAW takes its time, and the module reads no more from its hosts meanwhile.',
  networkCut: () =>
    '+MQTTDISCONNECTED in the middle of whatever goes on; where few bytes are let through, AT+MQTTCONN fails.',
  networkDnsFail: () =>
    'AT+MQTTCONN with a name fails with ERROR, AT+CIPDOMAIN too; +PING:TIMEOUT; no time by SNTP.',
  networkDnsWrong: () =>
    'AT+CIPDOMAIN tells that address; AT+MQTTCONN with a name ends wherever it leads, and is refused there where the scheme checks the name.',
  tlsExpired: () =>
    'AT+MQTTCONN fails with ERROR; so it does at every try of a link that reconnects. The schemes that check no server connect.',
  tlsNotYetValid: () =>
    'AT+MQTTCONN fails with ERROR; so it does at every try of a link that reconnects. The schemes that check no server connect.',
  tlsWrongName: () =>
    'AT+MQTTCONN fails with ERROR where the scheme checks the name. The schemes that check no server connect.',
  tlsWrongCa: () => 'AT+MQTTCONN fails with ERROR. The schemes that check no server connect.',
  tlsAlert: () =>
    'AT+MQTTCONN fails with ERROR, whatever the scheme checks; the log tells what the alert means at that step.',
  tlsSilent: () => 'AT+MQTTCONN fails with ERROR after 10 s.',
  tlsOld: () => 'AT+MQTTCONN fails with ERROR, whatever the scheme checks.',
  brokerConnack: () => 'ERROR to AT+MQTTCONN.',
  brokerNoConnack: () => 'ERROR to AT+MQTTCONN after its time; a link that reconnects does not come back.',
  brokerSessionLost: () => 'After +MQTTCONNECTED nothing of what came while it was away.',
  brokerSessionInvented: () => 'Nothing; the module takes the session for a clean one.',
  brokerSuback: () => 'ERROR to AT+MQTTSUB; with a lower QoS nothing but that messages come with it.',
  brokerNoSuback: () =>
    'ERROR to AT+MQTTSUB after its time; messages come all the same where the broker got the SUBSCRIBE.',
  brokerNoUnsuback: () => 'ERROR to AT+MQTTUNSUB after its time.',
  brokerNoPuback: () =>
    'ERROR to AT+MQTTPUB, +MQTTPUB:FAIL to AT+MQTTPUBRAW, after its time; who publishes again publishes twice where the broker got the message.',
  brokerLatePuback: () => 'OK so much later; ERROR or +MQTTPUB:FAIL when it is later than the command waits.',
  brokerDoublePuback: () => 'One OK; the second acknowledgement must not answer another command.',
  brokerNoPubrec: () => 'ERROR to AT+MQTTPUB, +MQTTPUB:FAIL to AT+MQTTPUBRAW, with QoS 2 after its time.',
  brokerDoublePubrec: () => 'One OK, and the message arrives once.',
  brokerNoPubcomp: () =>
    'ERROR to AT+MQTTPUB, +MQTTPUB:FAIL to AT+MQTTPUBRAW, with QoS 2 after its time; the message has arrived.',
  brokerPubackForQos2: () => 'OK to messages of QoS 2; the log tells of it once a connection.',
  brokerNoPingresp: () => '+MQTTDISCONNECTED once a PINGREQ was not answered in time.',
  brokerDuplicate: () => '+MQTTSUBRECV twice; once for a message of QoS 2 that comes again with DUP.',
  brokerRetained: () => '+MQTTSUBRECV right after OK to AT+MQTTSUB, or before it.',
  brokerFlood: () => 'Many +MQTTSUBRECV, whatever it has subscribed to.',
  brokerKick: () =>
    '+MQTTDISCONNECTED, and ERROR to a command that waits; a link that reconnects comes back.',
  brokerCloseAfter: () => '+MQTTDISCONNECTED again and again.',
  brokerTakeOver: () => '+MQTTDISCONNECTED; a link that reconnects takes the connection back.',
  brokerMalformed: () =>
    '+MQTTDISCONNECTED for most kinds; nothing for subackId; a topic that is not UTF-8 for notUtf8.',
} satisfies Record<keyof typeof faultAbout, () => string>;
