import { describe, expect, onTestFinished, test } from 'vitest';
import { createTestModule, type TestModule } from '#testing/index';
import { byLengths } from './hosts/by-lengths.ts';
import { dataOnOk } from './hosts/data-on-ok.ts';
import { exactFraming } from './hosts/exact-framing.ts';
import { fixedPlaces } from './hosts/fixed-places.ts';
import { idleLine } from './hosts/idle-line.ts';
import { wordsInLines } from './hosts/words-in-lines.ts';
import { type PublishedHost, Wire } from './wire.ts';

const HOSTS: readonly PublishedHost[] = [
  exactFraming,
  fixedPlaces,
  idleLine,
  dataOnOk,
  byLengths,
  wordsInLines,
];
const [ADDRESS, PORT, TOPIC] = ['127.0.0.1', 1883, 'host/cmd'];
const PAYLOAD = '{"t":21.5,"h":"40%"}';
const CASES = HOSTS.flatMap((published) =>
  ['2.2', '3.4', '5.0']
    .filter((firmware) => published.newer !== true || firmware !== '2.2')
    .flatMap((firmware) =>
      ['manual', 'module'].map((follow) => ({ ...published, published, firmware, follow })),
    ),
);

describe('published drivers get through', () => {
  test.each(CASES)(
    '$library on $firmware, follow $follow: $rule',
    async ({ published, firmware, follow }) => {
      const lab = await started(published, { firmware, follow });
      const wire = new Wire(lab);
      const driver = published.attach(wire);
      await driver.join();
      await driver.connect(ADDRESS, PORT);
      await driver.subscribe(TOPIC);
      await driver.publish('host/data', PAYLOAD);
      await driver.publish('host/data', PAYLOAD);
      await receive(lab, driver, 'led on; now');
      await lose(lab);
      expect(wire.unread).toContain('+MQTTDISCONNECTED:0\r\n');
      await driver.comeBack(ADDRESS, PORT, TOPIC);
      await receive(lab, driver, 'again');
      await driver.publish('host/data', PAYLOAD);
      const sent = lab.broker.messages.filter(({ topic }) => topic === 'host/data');
      expect(sent.map(({ payload }) => Buffer.from(payload).toString())).toEqual([PAYLOAD, PAYLOAD, PAYLOAD]);
      expect(lab.log.filter(({ namespace }) => namespace === 'compat').map(({ text }) => text)).toEqual(
        published.needs === undefined ? [] : [expect.stringMatching(/^a line ended with only CR or only LF/)],
      );
    },
  );
});

test('a host that reads whole lines waits at the prompt in vain, as with a genuine module', async () => {
  const lab = await started(exactFraming, { firmware: '3.2', follow: 'module' });
  const wire = new Wire(lab);
  const driver = exactFraming.attach(wire);
  await driver.join();
  await driver.connect(ADDRESS, PORT);
  wire.send('AT+MQTTPUBRAW=0,"host/data",3,0,0\r\n');
  await expect(wire.find(['>\r\n'], 60_000)).rejects.toThrow('no >');
  expect(wire.unread).toBe('\r\nOK\r\n\r\n>');
});

/** A module whose access point is there, without what `follow` cannot change. */
async function started(
  { needs }: PublishedHost,
  settings: Readonly<Record<string, string>>,
): Promise<TestModule> {
  const lab = await createTestModule({
    broker: true,
    clock: 'manual',
    settings: { ...settings, ...needs, wifi: { ssid: 'home', password: 'secret99' } },
  });
  onTestFinished(() => lab.close());
  return lab;
}

async function receive(
  lab: TestModule,
  driver: ReturnType<PublishedHost['attach']>,
  payload: string,
): Promise<void> {
  const coming = driver.message();
  await lab.broker.publish({ topic: TOPIC, payload });
  expect(await coming).toEqual({ topic: TOPIC, payload });
}

/** The broker throws it out, and refuses it for a while. */
async function lose(lab: TestModule): Promise<void> {
  lab.faults.add('network.refuse', { for: '4s' });
  lab.broker.faults.add('broker.kick', { count: 1 });
  await lab.clock.advance('30s');
}
