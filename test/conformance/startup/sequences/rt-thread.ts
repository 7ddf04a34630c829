import { OK, type Sequence, wantingOK } from '../sequence.ts';

/** An answer ends with the line OK or ERROR; an error begins the set-up anew, five times. */
export const rtThread: Sequence = {
  library: 'RT-Thread at_device, ESP8266',
  version: '2.1.0 (cea8ddf0d9b209c51bf2753722c1b79d764e9cba)',
  source: 'RT-Thread-packages/at_device class/esp8266/at_device_esp8266.c',
  lines: [
    ...wantingOK('AT+RST', 'ATE0', 'AT+CWMODE=1'),
    { send: 'AT+GMR', accepts: /^AT version:\d+\.\d+\.\d+\.\d+[\s\S]*\nOK\r\n/ },
    ...wantingOK('AT+CIPMUX=1', 'AT+CWJAP="home","secret"'),
    { send: 'AT+CIFSR', accepts: /STAMAC,"[0-9a-f:]{17}"[\s\S]*\nOK\r\n/ },
    {
      send: 'AT+CIPSTA?',
      accepts: /ip:"[\d.]+"[\s\S]*gateway:"[\d.]+"[\s\S]*netmask:"[\d.]+"[\s\S]*\nOK\r\n/,
    },
    {
      send: 'AT+CIPDNS?',
      accepts: /\+CIPDNS:[^"]*"[\d.]+"[\s\S]*\nOK\r\n/,
      orElse: 'a warning asks for newer firmware',
    },
    { send: 'AT+CWDHCP?', accepts: /\+CWDHCP:\d[\s\S]*\nOK\r\n/ },
    { send: 'AT+CIPDOMAIN="broker.example"', accepts: /\+CIPDOMAIN:"[\d.]+"[\s\S]*\nOK\r\n/ },
    { send: 'AT+PING="192.0.2.7"', accepts: /\+PING:\d+[\s\S]*\nOK\r\n/ },
    { send: 'AT+CIPSTATUS', accepts: OK },
    ...wantingOK(
      'AT+CIPSTA="192.168.4.9","192.168.4.1","255.255.255.0"',
      'AT+CIPDNS=1,"9.9.9.9"',
      'AT+CWDHCP=1,1',
    ),
  ],
};
