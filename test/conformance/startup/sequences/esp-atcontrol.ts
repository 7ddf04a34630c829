import { OK, type Sequence, wantingOK } from '../sequence.ts';

/** Every answer must end in OK; the set-up is tried three times and then given up. */
export const espATcontrol: Sequence = {
  library: 'Adafruit CircuitPython ESP_ATcontrol',
  version: '9a9e824e5121795138d562aacca97e84ab813e83',
  source: 'adafruit/Adafruit_CircuitPython_ESP_ATcontrol adafruit_espatcontrol/adafruit_espatcontrol.py',
  lines: [
    ...wantingOK('AT', 'ATE0'),
    { send: 'AT+GMR', accepts: /AT version:[\s\S]*OK\r\n/ },
    { send: 'AT+CIPMUX?', accepts: /(^|\n)\+CIPMUX:0\r\n[\s\S]*OK\r\n/ },
    { send: 'AT+CIPSSLSIZE=4096', accepts: OK, orElse: 'AT+CIPSSLCCONF? follows' },
    ...wantingOK('AT+CIPSSLCCONF?'),
    { send: 'AT+CWSTATE?', accepts: OK, orElse: 'AT+CIPSTATUS is used instead' },
    ...wantingOK('AT+CWJAP?'),
    { send: 'AT+CWMODE?', accepts: /(^|\n)\+CWMODE:\d\r\n[\s\S]*OK\r\n/ },
    ...wantingOK('AT+CWMODE=1'),
    { send: 'AT+CWJAP="home","secret"', accepts: /WIFI CONNECTED[\s\S]*WIFI GOT IP\r\n/ },
    ...wantingOK('AT+CIPSNTPCFG=1,8'),
    { send: 'AT+CIFSR', accepts: /(^|\n)\+CIFSR:STAIP,"[\d.]+"\r\n[\s\S]*OK\r\n/ },
    { send: 'AT+CIPSNTPTIME?', accepts: /(^|\n)\+CIPSNTPTIME:[\s\S]*OK\r\n/ },
    { send: 'AT+CIPDOMAIN="broker.example"', accepts: /(^|\n)\+CIPDOMAIN:[\s\S]*OK\r\n/ },
    { send: 'AT+PING="broker.example"', accepts: /(^|\n)\+PING:\d+[\s\S]*OK\r\n/ },
    { send: 'AT+CIPSTATE?', accepts: OK },
    { send: 'AT+CWLAP', accepts: /(^|\n)\+CWLAP:\([\s\S]*OK\r\n/ },
  ],
};
