import { type Sequence, wantingOK } from '../sequence.ts';

/** An error to any line of the set-up ends it. */
export const zephyr: Sequence = {
  library: 'Zephyr esp_at',
  version: '02d6d2020cb500a24b766f67da0d5b89598d9677',
  source: 'zephyrproject-rtos/zephyr drivers/wifi/esp_at/esp.c',
  lines: [
    { send: 'AT+RST', accepts: /(^|\n)ready\r\n/ },
    ...wantingOK('AT', 'ATE0', 'AT+UART_CUR=115200,8,1,0,0', 'AT+GMR', 'AT+CWDHCP=1,1', 'AT+CIPMUX=1'),
    ...wantingOK(
      'AT+CWLAPOPT=1,23',
      'AT+CWMODE=1,0',
      'AT+CWAUTOCONN=0',
      'AT+CWMODE=0,0',
      'AT+CIPRECVMODE=1',
      'AT+CIPDINFO=1',
    ),
    { send: 'AT+CIPSTAMAC?', accepts: /\n?\+CIPSTAMAC:"([0-9a-f]{2}:){5}[0-9a-f]{2}"\r\n[\s\S]*\nOK\r\n/ },
    ...wantingOK('AT+CWMODE=1', 'AT+CWHOSTNAME="zephyr"'),
    { send: 'AT+CWLAP', accepts: /\+CWLAP:\(\d,"[^"]*",-\d+,\d+\)[\s\S]*\nOK\r\n/ },
    ...wantingOK('AT+CWJAP="home","secret"'),
    {
      send: 'AT+CIPSTA?',
      accepts: /\+CIPSTA:ip:"[\d.]+"\r\n\+CIPSTA:gateway:"[\d.]+"\r\n\+CIPSTA:netmask:"[\d.]+"\r\n\r\nOK\r\n/,
    },
    { send: 'AT+CIPDNS?', accepts: /\+CIPDNS:\d(,"[\d.]+"){1,3}\r\n\r\nOK\r\n/ },
    { send: 'AT+CWJAP?', accepts: /\+CWJAP:"home","([0-9a-f]{2}:){5}[0-9a-f]{2}",\d+,-\d+,[\s\S]*\nOK\r\n/ },
  ],
};
