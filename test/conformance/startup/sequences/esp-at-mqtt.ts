import { OK, type Sequence, wantingOK } from '../sequence.ts';

/** Speaks MQTT over the start of WiFiEspAT; it wants to be told the codes, and will not begin without. */
export const espAtMqtt: Sequence = {
  library: 'EspATMQTT',
  version: '1.0.0 (6614838efb51a91c5574810018adeea5e3311929)',
  source: 'PontusO/EspATMQTT src/EspATMQTT.cpp',
  lines: [
    ...wantingOK('ATE0', 'AT+CWJAP="home","secret"'),
    { send: 'AT+SYSLOG?', accepts: /(^|\n)\+SYSLOG:0\r\n[\s\S]*OK\r\n/ },
    ...wantingOK('AT+SYSLOG=1'),
    { send: 'AT+SYSLOG?', accepts: /(^|\n)\+SYSLOG:1\r\n[\s\S]*OK\r\n/ },
    ...wantingOK('AT+CIPSNTPCFG=1,2,"us.pool.ntp.org"'),
    { send: 'AT+CIPSNTPTIME?', accepts: /(^|\n)\+CIPSNTPTIME:.{20}(?!1970)\d{4}\r\n/ },
    ...wantingOK(
      'AT+MQTTUSERCFG=0,1,"device","","",0,0,""',
      // The sketch says in which order: a genuine module takes ALPN before CONNCFG only.
      'AT+MQTTALPN=0,1,"x-amzn-mqtt-ca"',
      'AT+MQTTCONNCFG=0,60,0,"status","gone",1,0',
    ),
    // In either order; ERR CODE: before ERROR is what it reads of a failure.
    { send: 'AT+MQTTCONN=0,"127.0.0.1",{port},0', accepts: /\+MQTTCONNECTED:0[\s\S]*OK\r\n/ },
    ...wantingOK('AT+MQTTSUB=0,"messages/news",0', 'AT+MQTTPUB=0,"messages/log","21.5",0,0'),
    // Six with the end of the line, which the library does not send.
    { send: 'AT+MQTTPUBRAW=0,"messages/log",6,0,0', accepts: /OK\r\n\r\n>$/ },
    { send: '21.5', accepts: /\+MQTTPUB:OK\r\n/ },
    { send: 'AT+MQTTUNSUB=0,"messages/news"', accepts: OK },
    ...wantingOK('AT+MQTTCLEAN=0'),
  ],
};
