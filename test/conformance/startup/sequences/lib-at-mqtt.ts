import { OK, type Sequence, wantingOK } from '../sequence.ts';

/** Connects to Huawei's cloud with the MQTT commands; it goes on at the first OK and gives up at ERROR. */
export const libAtMqtt: Sequence = {
  library: 'LIB_AT_MQTT',
  version: '9675fa26c72d671348687ca1a6babb1d0014a558',
  source: 'Temperature6/LIB_AT_MQTT AT_MQTT_OS.c',
  lines: [
    { send: 'AT+RST', accepts: OK, orElse: 'the answer is not looked at' },
    ...wantingOK('ATE0'),
    { send: 'AT+CWSTATE?', accepts: /\+CWSTATE:2/, orElse: 'it asks for ten seconds, then joins' },
    ...wantingOK('AT+CWMODE=1'),
    { send: 'AT+CWJAP="home","secret"', accepts: /WIFI GOT IP/ },
    { send: 'AT+CWSTATE?', accepts: /\+CWSTATE:2,"home"\r\n/ },
    ...wantingOK(
      'AT+MQTTUSERCFG=0,1,"NULL","device","secret",0,0,""',
      'AT+MQTTCLIENTID=0,"device_0_0_2026010203"',
      'AT+MQTTCONN=0,"127.0.0.1",{port},1',
      'AT+MQTTSUB=0,"$oc/devices/device/sys/properties/report",1',
      'AT+MQTTSUB=0,"$oc/devices/device/sys/commands/#",1',
      'AT+CIPSNTPCFG=1,8',
      'AT+MQTTPUB=0,"$oc/devices/device/sys/properties/report","{\\"services\\":[{\\"service_id\\":\\"s\\"\\,\\"properties\\":{\\"t\\":21}}]}",0,0',
    ),
    { send: 'AT+CIPSNTPTIME?', accepts: /\+CIPSNTPTIME:\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}\r\n/ },
  ],
};
