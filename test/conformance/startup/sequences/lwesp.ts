import { passedOver, type Sequence, wantingOK } from '../sequence.ts';

/** Errors in the reset sequence are passed over, but for the last line, which decides how it ends. */
export const lwesp: Sequence = {
  library: 'lwesp',
  version: 'c0b27913cb62ab0f4ba3dff6074ba7c55632f5aa',
  source: 'MaJerle/lwesp lwesp/src/lwesp/lwesp_int.c',
  lines: [
    { send: 'AT+RST', accepts: /(^|\n)ready\r\n/ },
    ...passedOver('ATE0'),
    // Otherwise the application hears that the version is not supported; for an ESP32-C3 it must be 3.2.0 or later.
    { send: 'AT+GMR', accepts: /(^|\n)AT version:([4-9]|3\.[2-9])\.[^\r\n]*- ESP32C3 -/ },
    ...passedOver(
      'AT+SYSMSG=7',
      'AT+SYSLOG=1',
      'AT+RFPOWER=40',
      'AT+CWMODE=3,1',
      'AT+CWDHCP?',
      'AT+CIPMUX=1',
    ),
    ...passedOver('AT+CIPRECVMODE=1', 'AT+CWLAPOPT=1,0x7FF', 'AT+CIPSTATUS', 'AT+CIPSTATE?', 'AT+CIPAP?'),
    ...passedOver('AT+CIPAPMAC?'),
    ...wantingOK('AT+CIPDINFO=1', 'AT+CWRECONNCFG=1,10', 'AT+CWJAP="home","secret"'),
    { send: 'AT+CWDHCP?', accepts: /(^|\n)\+CWDHCP:\d\r\n(\r\n)?OK\r\n/ },
    {
      send: 'AT+CIPSTA?',
      accepts:
        /(^|\n)\+CIPSTA:ip:"[\d.]+"\r\n\+CIPSTA:gateway:"[\d.]+"\r\n\+CIPSTA:netmask:"[\d.]+"\r\n\r\nOK\r\n/,
    },
    { send: 'AT+CIPSTAMAC?', accepts: /(^|\n)\+CIPSTAMAC:"([0-9a-f]{2}:){5}[0-9a-f]{2}"\r\n\r\nOK\r\n/ },
    ...wantingOK('AT+CWHOSTNAME="lwesp"', 'AT+CIPSNTPCFG=1,1'),
    { send: 'AT+CIPDOMAIN="broker.example"', accepts: /(^|\n)\+CIPDOMAIN:"?[\d.]+"?\r\n\r\nOK\r\n/ },
    { send: 'AT+PING="broker.example"', accepts: /(^|\n)\+PING:\d+\r\n\r\nOK\r\n/ },
  ],
};
