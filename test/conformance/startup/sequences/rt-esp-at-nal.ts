import { type Sequence, wantingOK } from '../sequence.ts';

export const rtEspAtNal: Sequence = {
  library: 'rt-esp-at-nal',
  version: '0.5.0 (276f59e61ee22f7fa32bd7936821166d75c2b969)',
  source: 'atlas-aero/rt-esp-at-nal src/commands.rs',
  lines: [
    { send: 'AT+RST', accepts: /\nOK\r\n\r\nready\r\n/ },
    ...wantingOK('AT+CWAUTOCONN=0', 'AT+CWMODE=1'),
    { send: 'AT+CWJAP="home","secret"', accepts: /WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n/ },
    { send: 'AT+CIFSR', accepts: /\+CIFSR:STAIP,"[\d.]+"\r\n\+CIFSR:STAMAC,"[0-9a-f:]{17}"\r\n\r\nOK\r\n/ },
    ...wantingOK('AT+CIPMUX=1', 'AT+CIPRECVMODE=1'),
  ],
};
