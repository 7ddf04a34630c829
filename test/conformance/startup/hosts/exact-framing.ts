import { command, must, type PublishedHost } from '../wire.ts';

const ENDINGS = ['\r\nOK\r\n', '\r\nERROR\r\n', 'busy p...\r\n'];

/** Blocks of MakeCode, and the same for Arduino. */
export const exactFraming: PublishedHost = {
  library: 'emakefun esp_at',
  version: '4c868933, fbe8830',
  source: 'emakefun-arduino-library/em_esp_at src/esp_at_mqtt.cpp; xianlonluohan/luoyu_esp_at53 main.ts',
  rule: 'looks for the very bytes of an answer, for half a second; the prompt and what is before it are one',
  newer: true,
  attach: (wire) => {
    const ok = async (line: string, ms = 500): Promise<void> => {
      command(wire, line);
      must((await wire.find(ENDINGS, ms)) === 0, `${line} fails`);
    };
    return {
      async join() {
        await ok('AT+RST', 100);
        await wire.find(['\r\nready\r\n'], 1000);
        const lines = [
          'AT',
          'ATE0',
          'AT+CWINIT=1',
          'AT+CWMODE=1',
          'AT+CIPDINFO=1',
          'AT+CWAUTOCONN=0',
          'AT+CWDHCP=1,1',
        ];
        for (const line of lines) await ok(line);
        await ok('AT+CWJAP="home","secret99"', 15_000);
        command(wire, 'AT+CIPSTA?');
        for (const field of ['ip', 'gateway', 'netmask']) await wire.find([`+CIPSTA:${field}:"`], 500);
        await wire.find(['\r\nOK\r\n'], 100);
      },
      async connect(host, port) {
        await ok('AT+MQTTUSERCFG=0,1,"host","user","password",0,0,""');
        await ok(`AT+MQTTCONN=0,"${host}",${port},1`, 10_000);
      },
      subscribe: (topic) => ok(`AT+MQTTSUB=0,"${topic}",0`),
      async publish(topic, payload) {
        command(wire, `AT+MQTTPUBRAW=0,"${topic}",${payload.length},1,0`);
        must((await wire.find(['\r\nOK\r\n\r\n>', ...ENDINGS.slice(1)], 500)) === 0, 'no prompt');
        wire.send(payload);
        must((await wire.find(['+MQTTPUB:OK', '+MQTTPUB:FAIL'], 1000)) === 0, 'not published');
      },
      async message() {
        await wire.find(['+MQTTSUBRECV:0,"'], 1000);
        const [all, topic = '', length = ''] = await wire.until(
          'header',
          500,
          () => /^([^"]*)",(\d+),/.exec(wire.unread) ?? undefined,
        );
        wire.take(all.length);
        await wire.until('payload', 1000, () => wire.unread.length >= Number(length) || undefined);
        return { topic, payload: wire.take(Number(length)) };
      },
      // With reconnect 1 it only waits.
      comeBack: async () => void wire.take(),
    };
  },
};
