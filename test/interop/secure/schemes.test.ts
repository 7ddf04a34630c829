import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { fields } from './support/device.ts';
import { atEachBroker } from './support/fixture.ts';
import { listenerOf, storedFor } from './support/secure-broker.ts';

const MIB = 1_048_576;
const SPLIT_BYTES = 5000;
const VERIFYING = [3, 5, 8, 10];
const UNVERIFIED = "does not verify the broker's certificate";
// A buffer of 1024, less a fixed header of 3, less 2 and the topic of 7; then 1024 at most [B-RECV-2].
const SPLIT_LINES = [1012, 1024, 1024, 1024, 916];

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

atEachBroker((journey) => {
  for (let scheme = 1; scheme <= 10; scheme++) {
    journey(`scheme ${scheme} carries everything both ways`, async (fixture) => {
      const { ports, trusted } = fixture.broker;
      const device = await fixture.device();
      const { host } = device;
      await device.store(storedFor(scheme, trusted));
      await device.getTime();
      const how = { scheme, port: ports[listenerOf(scheme)] };
      await device.connect(how);
      await host.ask('AT+MQTTCONN?', `+MQTTCONN:0,4,${fields(how)}⏎⏎OK⏎`);

      const number = String(scheme).padStart(2, '0');
      const [up, down] = [`up/${number}`, `down/${number}`];
      await host.ask(`AT+MQTTSUB=0,"${down}",2`, '⏎OK⏎');
      await host.ask('AT+MQTTCONN?', `+MQTTCONN:0,6,${fields(how)}⏎⏎OK⏎`);
      const peer = await fixture.peer();
      await peer.subscribe(up);

      for (const qos of [0, 1, 2] as const) {
        await host.ask(`AT+MQTTPUB=0,"${up}","of QoS ${qos}",${qos},0`, '⏎OK⏎');
        expect(await peer.next()).toMatchObject({ payload: Buffer.from(`of QoS ${qos}`), qos });
        await peer.publish(down, `of QoS ${qos}`, qos);
        await host.next(`+MQTTSUBRECV:0,"${down}",8,of QoS ${qos}⏎`);
      }

      const split = randomBytes(SPLIT_BYTES);
      await peer.publish(down, split, 0);
      const parts: Buffer[] = [];
      for (const _ of SPLIT_LINES) parts.push((await host.message()).payload);
      expect(parts.map(({ length }) => length)).toEqual(SPLIT_LINES);
      expect(Buffer.concat(parts).equals(split)).toBe(true);

      const large = randomBytes(MIB);
      await host.askWithData(`AT+MQTTPUBRAW=0,"${up}",${MIB},1,0`, large, '+MQTTPUB:OK⏎');
      expect(digest((await peer.next()).payload)).toBe(digest(large));

      await host.ask('AT+MQTTCLEAN=0', '⏎OK⏎');
      await host.ask('AT+MQTTCONN?', '+MQTTCONN:0,0,0,"","","",0⏎⏎OK⏎');
      const warned = device.log.some((line) => line.includes(UNVERIFIED));
      expect(warned).toBe(![1, 6, ...VERIFYING].includes(scheme));
    });
  }

  for (const scheme of [2, 3, 4, 5, 7, 8, 9, 10]) {
    journey(`scheme ${scheme} connects with AT+MQTTALPN and AT+MQTTSNI`, async (fixture) => {
      const { ports, trusted, name } = fixture.broker;
      const device = await fixture.device();
      await device.store(storedFor(scheme, trusted));
      await device.getTime();
      const port = ports[listenerOf(scheme)];
      await device.connect({ scheme, port, alpn: ['mqtt', 'x-other'], sni: name });
      const topic = `names/${String(scheme).padStart(2, '0')}`;
      await device.host.ask(`AT+MQTTSUB=0,"${topic}",0`, '⏎OK⏎');
      await device.host.ask(`AT+MQTTPUB=0,"${topic}","x",0,0`, `⏎OK⏎+MQTTSUBRECV:0,"${topic}",1,x⏎`);
    });
  }

  journey('the second set of certificates serves as well as the first', async (fixture) => {
    const { ports, trusted } = fixture.broker;
    const device = await fixture.device();
    await device.store(trusted, 1);
    await device.getTime();
    await device.host.ask('AT+MQTTUSERCFG=0,5,"second","","",1,1,""', '⏎OK⏎');
    const connected = `+MQTTCONNECTED:0,5,"127.0.0.1","${ports.tlsMutual}","",0⏎⏎OK⏎`;
    await device.host.ask(`AT+MQTTCONN=0,"127.0.0.1",${ports.tlsMutual},0`, connected);
  });

  journey('a path is sent and reported with one leading slash', async (fixture) => {
    const device = await fixture.device();
    const port = fixture.broker.ports.ws;
    for (const path of ['', '/', 'mqtt', '/mqtt', '/a/b?c=d']) {
      await device.connect({ scheme: 6, port, path });
      await device.host.ask('AT+MQTTCLEAN=0', '⏎OK⏎');
    }
  });
});
