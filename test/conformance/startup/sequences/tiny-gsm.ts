import { OK, type Sequence, wantingOK } from '../sequence.ts';

export const tinyGSM: Sequence = {
  library: 'TinyGSM, ESP8266',
  version: '4c552105acb42686ed2f99e5e75f0e67b5cb7ff9',
  source: 'vshymanskyy/TinyGSM src/TinyGsmClientESP8266.h',
  lines: [
    ...wantingOK('AT'),
    { send: 'AT+RST', accepts: /OK\r\n[\s\S]*\r\nready\r\n/ },
    ...wantingOK('AT', 'ATE0', 'AT+CIPMUX=1'),
    { send: 'AT+CWMODE=1', accepts: OK, orElse: 'AT+CWMODE_CUR=1 follows' },
    ...wantingOK('AT+GMR'),
    { send: 'AT+CWJAP="home","secret"', accepts: OK, orElse: 'AT+CWJAP_CUR follows' },
    { send: 'AT+CIPSTATUS', accepts: /STATUS:2\r\n[\s\S]*OK\r\n/ },
    { send: 'AT+CIPSTA?', accepts: /\+CIPSTA:ip:"[\d.]+"\r\n[\s\S]*OK\r\n/ },
    { send: 'AT+CWJAP?', accepts: /\+CWJAP:[^,]*,[^,]*,[^,]*,-\d+[\s\S]*OK\r\n/ },
  ],
};
