import { type Sequence, wantingOK } from '../sequence.ts';

/** Made for firmware 1.7, with its `_CUR` and `_DEF` commands; any line without OK ends the set-up. */
export const mbed: Sequence = {
  library: 'Mbed OS esp8266-driver',
  version: '0d2de997781b43eb7a465f9da0888f6951ba3ead',
  source: 'ARMmbed/mbed-os connectivity/drivers/wifi/esp8266-driver/ESP8266/ESP8266.cpp',
  needs: ['places.sdkVersion=manual', 'places.retiredCommands=manual', 'places.trailingComma=manual'],
  lines: [
    ...wantingOK('AT'),
    { send: 'AT+RST', accepts: /OK\r\n[\s\S]*ready\r\n/ },
    ...wantingOK('AT', 'ATE0'),
    { send: 'AT+GMR', accepts: /AT version:\d+\.\d+\.\d+\.\d+[\s\S]*OK\r\n/ },
    // A number right behind the colon, as firmware 1.x prints it, and 2 or more.
    { send: 'AT+GMR', accepts: /SDK version:([2-9]|\d{2,})\.\d+\.\d+[\s\S]*OK\r\n/ },
    { send: 'AT+CWMODE_DEF?', accepts: /\+CWMODE_DEF:\d\r\n[\s\S]*OK\r\n/ },
    ...wantingOK('AT+CWMODE_DEF=1', 'AT+CWCOUNTRY_DEF=0,"CN",1,13', 'AT+CWCOUNTRY_CUR=0,"CN",1,13'),
    ...wantingOK('AT+CIPRECVMODE=1', 'AT+CWMODE_CUR=1', 'AT+CIPMUX=1', 'AT+CWDHCP_CUR=1,1'),
    ...wantingOK('AT+CWJAP_CUR="home","secret"', 'AT+CIPDINFO=1'),
    { send: 'AT+CIFSR', accepts: /\+CIFSR:STAIP,"[\d.]+"[\s\S]*OK\r\n/ },
    { send: 'AT+CIFSR', accepts: /\+CIFSR:STAMAC,"[0-9a-f:]{17}"[\s\S]*OK\r\n/ },
    { send: 'AT+CIPSTA_CUR?', accepts: /\+CIPSTA_CUR:gateway:"[\d.]+"[\s\S]*OK\r\n/ },
    { send: 'AT+CIPSTA_CUR?', accepts: /\+CIPSTA_CUR:netmask:"[\d.]+"[\s\S]*OK\r\n/ },
    { send: 'AT+CWJAP_CUR?', accepts: /\+CWJAP_CUR:"[^"]*","[0-9a-f:]{17}"[\s\S]*OK\r\n/ },
    { send: 'AT+CWLAP="","02:5e:00:00:00:01",', accepts: /\+CWLAP:\(\d+,"[^"]*",-\d+,[\s\S]*OK\r\n/ },
    {
      send: 'AT+CWLAP=,,,0,100,120',
      accepts: /\+CWLAP:\(\d+,"[^"]*",-\d+,"([0-9a-f]{2}:){5}[0-9a-f]{2}",\d+(,-?\d+){6}\)\r\n[\s\S]*OK\r\n/,
    },
    { send: 'AT+CIPSNTPTIME?', accepts: /\+CIPSNTPTIME:\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\r\nOK\r\n/ },
  ],
};
