import { command, must, type PublishedHost } from '../wire.ts';

/** Blocks of MakeCode. */
export const wordsInLines: PublishedHost = {
  library: 'pxt-esp8266iot',
  version: 'b2a06d5',
  source: 'elecfreaks/pxt-esp8266iot ESP8266.ts',
  rule: 'looks for words in lines that end with LF, goes on when a time is over, and cuts messages at commas',
  attach: (wire) => {
    const word = (wanted: string, ms: number): Promise<string> =>
      wire.until(
        wanted,
        ms,
        () => {
          const lines = wire.unread.split('\n');
          const found = lines.slice(0, -1).findIndex((line) => line.includes(wanted));
          if (found === -1) return undefined;
          wire.unread = lines.slice(found + 1).join('\n');
          return lines[found];
        },
        5,
      );
    const ask = async (line: string, wanted: string, ms: number): Promise<void> => {
      command(wire, line);
      await word(wanted, ms);
    };
    return {
      async join() {
        await ask('AT+RESTORE', 'ready', 2000);
        await ask('AT+RST', 'ready', 2000);
        await ask('AT+CWMODE=1', 'OK', 1000);
        await ask(
          'AT+CIPSNTPCFG=1,8,"ntp1.aliyun.com","0.pool.ntp.org","time.google.com"',
          'AT+CIPSNTPCFG',
          3000,
        );
        await ask('AT+CWJAP="home","secret99"', 'WIFI GOT IP', 3500);
      },
      async connect(host, port) {
        command(wire, 'AT+MQTTUSERCFG=0,1,"microbit","user","password",0,0,""');
        await wire.pause(1000);
        await ask(`AT+MQTTCONN=0,"${host}",${port},1`, '+MQTTCONNECTED', 3500);
      },
      async subscribe(topic) {
        command(wire, `AT+MQTTSUB=0,"${topic}",1`);
        await wire.pause(1000);
      },
      async publish(topic, payload) {
        command(wire, `AT+MQTTPUB=0,"${topic}","${payload.replaceAll(/[",\\]/g, '\\$&')}",1,0`);
        await wire.pause(1000);
      },
      async message() {
        const [, topic = '', , payload = ''] = (await word('MQTTSUBRECV', 1000)).split(',', 4);
        must(payload.endsWith('\r'), 'no CR before the LF');
        return { topic: topic.slice(1, -1), payload: payload.slice(0, -1) };
      },
      comeBack: async () => void (await word('+MQTTCONNECTED', 20_000)),
    };
  },
};
