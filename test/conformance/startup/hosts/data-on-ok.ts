import { type HostDriver, must, type PublishedHost } from '../wire.ts';

/** The firmware of a sensor hub, a product; it ends its lines with CR alone. */
export const dataOnOk: PublishedHost = {
  library: 'OpenSmartMonitor',
  version: 'cd697009',
  source: 'devtank-ltd/osm_firmware_v2 src/comms/at_wifi.c, src/comms/at_mqtt.c',
  rule: 'compares whole lines, sends the data on the line OK without a look at the prompt, and resets at ERROR',
  needs: { terminator: 'cr' },
  newer: true,
  attach: (wire) => {
    const say = (line: string): void => wire.send(`${line}\r`);
    const await_ = async (wanted: string, ms: number): Promise<void> => {
      for (;;) {
        const line = await wire.line(ms);
        must(line !== 'ERROR', 'ERROR');
        if (line === wanted) return;
      }
    };
    const ask = async (line: string, wanted = 'OK', ms = 30_000): Promise<void> => {
      say(line);
      await await_(wanted, ms);
      await wire.pause(10);
    };
    const driver: HostDriver = {
      async join() {
        await ask('AT+RESTORE', 'ready', 10_000);
        await ask('ATE0');
        say('AT+CIPSTAMAC?');
        must((await wire.line(1000)).startsWith('+CIPSTAMAC:"'), 'no address');
        await await_('OK', 1000);
        for (const line of ['AT+CWCOUNTRY=0,"GB",1,13', 'AT+CWMODE=1', 'AT+CWINIT=1']) await ask(line);
        await ask('AT+CWJAP="home","secret99"');
        // It waits for the time, whatever comes before it.
        await ask('AT+CIPSNTPCFG=1,0,"0.pool.ntp.org","1.pool.ntp.org","2.pool.ntp.org"', '+TIME_UPDATED');
      },
      async connect(host, port) {
        await ask('AT+MQTTUSERCFG=0,1,"osm-0x1234","us\\,er","p\\"w",0,0,""');
        await ask('AT+MQTTCONNCFG=0,10,0,"osm/1234/conn","{\\"connection\\": \\"lost\\"}",0,0');
        await ask(`AT+MQTTCONN=0,"${host}",${port},0`);
      },
      subscribe: (topic) => ask(`AT+MQTTSUB=0,"${topic}",0`),
      async publish(topic, payload) {
        say(`AT+MQTTPUBRAW=0,"${topic}",${payload.length},0,0`);
        await await_('OK', 30_000);
        wire.send(payload);
        const line = await wire.line(30_000);
        must(line.replace(/^>/, '') === '+MQTTPUB:OK', `not published: ${line}`);
      },
      async message() {
        const line = await wire.line(1000);
        const [, topic = '', payload = ''] = /^\+MQTTSUBRECV:0,"([^"]*)",\d+,(.*)$/.exec(line) ?? [];
        return { topic, payload };
      },
      async comeBack(host, port, topic) {
        // The line that tells of the loss it passes over; the next publish fails, and it begins anew.
        must(/MQTTDISCONNECTED/.test(wire.take()), 'the loss was not told');
        say(`AT+MQTTPUBRAW=0,"${topic}",1,0,0`);
        must((await wire.line(1000)) === 'ERROR', 'no ERROR');
        await driver.join();
        await driver.connect(host, port);
        await driver.subscribe(topic);
      },
    };
    return driver;
  },
};
