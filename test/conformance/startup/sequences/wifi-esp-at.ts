import { type Sequence, wantingOK } from '../sequence.ts';

export const wifiEspAT: Sequence = {
  library: 'WiFiEspAT',
  version: '1.3.1 (3ba2e69385a844ee78d498bb8f6edec2fb2c6f5e)',
  source: 'jandrassy/WiFiEspAT src/utility/EspAtDrv.cpp',
  lines: [
    { send: 'AT+RST', accepts: /(^|\n)ready\r\n/ },
    ...wantingOK('ATE0', 'AT+CIPMUX=1', 'AT+CIPRECVMODE=1', 'AT+SYSSTORE=0'),
    { send: 'AT+CWMODE?', accepts: /(^|\n)\+CWMODE:\d\r\n\r\nOK\r\n/ },
    { send: 'AT+GMR', accepts: /(^|\n)AT version:[\d.]+[^(\r\n]*\([\s\S]*\nOK\r\n/ },
    ...wantingOK('AT+CWLAPOPT=1,31'),
    {
      send: 'AT+CWLAP',
      accepts: /\+CWLAP:\(\d,"[^"]*",-\d+,"([0-9a-f]{2}:){5}[0-9a-f]{2}",\d+\)[\s\S]*\nOK\r\n/,
    },
    ...wantingOK('AT+CWJAP="home","secret"'),
    { send: 'AT+CIPSTATUS', accepts: /(^|\n)STATUS:2\r\n\r\nOK\r\n/ },
    {
      send: 'AT+CWJAP?',
      accepts: /(^|\n)\+CWJAP:"home","([0-9a-f]{2}:){5}[0-9a-f]{2}",\d+,-\d+,[\s\S]*\nOK\r\n/,
    },
    { send: 'AT+CIPSTAMAC?', accepts: /(^|\n)\+CIPSTAMAC:"([0-9a-f]{2}:){5}[0-9a-f]{2}"\r\n\r\nOK\r\n/ },
    {
      send: 'AT+CIPSTA?',
      accepts:
        /(^|\n)\+CIPSTA:ip:"[\d.]+"\r\n\+CIPSTA:gateway:"[\d.]+"\r\n\+CIPSTA:netmask:"[\d.]+"\r\n\r\nOK\r\n/,
    },
    { send: 'AT+CIPDNS?', accepts: /(^|\n)\+CIPDNS:\d,"[\d.]+"[\s\S]*\nOK\r\n/ },
    { send: 'AT+CIPDOMAIN="broker.example"', accepts: /(^|\n)\+CIPDOMAIN:[\s\S]*\nOK\r\n/ },
    ...wantingOK('AT+PING="broker.example"', 'AT+CIPSNTPCFG=1,1,"ntp.example"'),
    { send: 'AT+SYSTIMESTAMP?', accepts: /(^|\n)\+SYSTIMESTAMP:\d+\r\n(\r\n)?OK\r\n/ },
  ],
};
