import { command, type HostDriver, must, type PublishedHost } from '../wire.ts';

/** A library for Arduino. */
export const byLengths: PublishedHost = {
  library: 'EspATMQTT',
  version: '1.0.0 (6614838)',
  source: 'PontusO/EspATMQTT src/AT.cpp, src/EspATMQTT.cpp',
  rule: 'reads lines to one with OK or ERROR in it, one byte for the prompt, and messages by their commas and length',
  attach: (wire) => {
    const reply = async (ms = 10_000): Promise<string[]> => {
      const lines: string[] = [];
      while (!/OK|ERROR/.test(lines.at(-1) ?? '')) lines.push(await wire.line(ms));
      must(!lines.join().includes('ERROR'), lines.join(' | '));
      return lines;
    };
    const ask = (line: string): Promise<string[]> => {
      command(wire, line);
      return reply();
    };
    const driver: HostDriver = {
      async join() {
        await ask('ATE0');
        await ask('AT+CWMODE=1');
        await ask('AT+CWJAP="home","secret99"');
        await ask('AT+SYSLOG=1');
        must((await ask('AT+SYSLOG?'))[0] === '+SYSLOG:1', 'no codes');
      },
      async connect(host, port) {
        await ask('AT+MQTTUSERCFG=0,1,"challenger","","",0,0,""');
        const lines = await ask(`AT+MQTTCONN=0,"${host}",${port},1`);
        must(lines[0]?.startsWith('+MQTTCONNECTED:') === true, `OK first: ${lines}`);
      },
      subscribe: async (topic) => void (await ask(`AT+MQTTSUB=0,"${topic}",0`)),
      async publish(topic, payload) {
        command(wire, `AT+MQTTPUBRAW=0,"${topic}",${payload.length},0,0`);
        await reply();
        await wire.until('byte', 100, () => wire.take(1) || undefined);
        wire.send(payload);
        const line = await wire.line(100);
        must(line.includes('+MQTTPUB:'), `not published: ${line}`);
      },
      async message() {
        await wire.find(['+MQTTSUBRECV:'], 1000);
        const header = await wire.until(
          'header',
          500,
          () => /^\d,"([^,]*)",(\d+),/.exec(wire.unread) ?? undefined,
        );
        wire.take(header[0].length);
        return { topic: header[1] ?? '', payload: wire.take(Number(header[2])) };
      },
      async comeBack() {
        await wire.find(['+MQTTCONNECTED:'], 20_000);
        await wire.line(500);
      },
    };
    return driver;
  },
};
