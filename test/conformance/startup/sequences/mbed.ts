import { OK, type Sequence, wantingOK } from '../sequence.ts';

/** Made for firmware 1.7, with its `_CUR` and `_DEF` commands; any line without OK ends the set-up. */
export const mbed: Sequence = {
  library: 'Mbed OS esp8266-driver',
  version: '0d2de997781b43eb7a465f9da0888f6951ba3ead',
  source: 'ARMmbed/mbed-os connectivity/drivers/wifi/esp8266-driver/ESP8266/ESP8266.cpp',
  lines: [
    ...wantingOK('AT'),
    { send: 'AT+RST', accepts: /OK\r\n[\s\S]*ready\r\n/ },
    ...wantingOK('AT', 'ATE0'),
    { send: 'AT+GMR', accepts: /AT version:\d+\.\d+\.\d+\.\d+[\s\S]*OK\r\n/ },
    {
      send: 'AT+GMR',
      accepts: /SDK version:\d+\.\d+\.\d+[\s\S]*OK\r\n/,
      gap: 'a number right behind "SDK version:", as firmware 1.x prints it and later firmware does not',
    },
    { send: 'AT+CWMODE_DEF=1', accepts: OK, gap: 'the alias AT+CWMODE_DEF' },
    { send: 'AT+CWCOUNTRY_DEF=0,"CN",1,13', accepts: OK, gap: 'the alias AT+CWCOUNTRY_DEF' },
    { send: 'AT+CWCOUNTRY_CUR=0,"CN",1,13', accepts: OK, gap: 'the alias AT+CWCOUNTRY_CUR' },
    ...wantingOK('AT+CIPRECVMODE=1'),
    { send: 'AT+CWMODE_CUR=1', accepts: OK, gap: 'the alias AT+CWMODE_CUR' },
    ...wantingOK('AT+CIPMUX=1'),
    {
      send: 'AT+CWDHCP_CUR=1,1',
      accepts: OK,
      gap: 'the alias AT+CWDHCP_CUR, whose parameters stand the other way round',
    },
    { send: 'AT+CWJAP_CUR="home","secret"', accepts: OK, gap: 'the alias AT+CWJAP_CUR' },
    ...wantingOK('AT+CIPDINFO=1'),
    { send: 'AT+CIFSR', accepts: /\+CIFSR:STAIP,"[\d.]+"[\s\S]*OK\r\n/ },
    { send: 'AT+CIFSR', accepts: /\+CIFSR:STAMAC,"[0-9a-f:]{17}"[\s\S]*OK\r\n/ },
    {
      send: 'AT+CWLAP=,,,0,100,120',
      accepts: /\+CWLAP:\(\d+,"[^"]*",-\d+,"([0-9a-f]{2}:){5}[0-9a-f]{2}",\d+(,-?\d+){6}\)\r\n[\s\S]*OK\r\n/,
    },
    { send: 'AT+CIPSNTPTIME?', accepts: /\+CIPSNTPTIME:\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\r\nOK\r\n/ },
  ],
};
