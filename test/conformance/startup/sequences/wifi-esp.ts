import { passedOver, type Sequence, wantingOK } from '../sequence.ts';

/** Made for firmware 1.x and 2.x of the ESP8266. */
export const wifiEsp: Sequence = {
  library: 'WiFiEsp',
  version: '2.2.2 (9997f650db2322ccc2ef652836196dff253c3f9c)',
  source: 'bportaluri/WiFiEsp src/utility/EspDrv.cpp',
  needs: ['places.sdkVersion=manual', 'places.retiredCommands=manual'],
  lines: [
    ...wantingOK('AT'),
    ...passedOver('AT+RST', 'ATE0', 'AT+CWMODE=1', 'AT+CIPMUX=1', 'AT+CIPDINFO=1', 'AT+CWAUTOCONN=0'),
    ...passedOver('AT+CWDHCP=1,1'),
    // Otherwise a warning, and four seconds of waiting.
    { send: 'AT+GMR', accepts: /SDK version:[12]\.[\s\S]*OK\r\n/ },
    ...wantingOK('AT+CWJAP_CUR="home","secret"', 'AT+PING="broker.example"'),
    ...passedOver('AT+CWDHCP_CUR=1,0'),
    ...wantingOK('AT+CIPSTA_CUR="192.168.4.9"'),
    { send: 'AT+CIFSR', accepts: /:STAIP,"192\.168\.4\.9"\r\n/ },
  ],
};
