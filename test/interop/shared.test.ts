import { expect } from 'vitest';
import type { Device } from './support/device.ts';
import { type Fixture, journey } from './support/journey.ts';

const SHARED = '$share/workers/jobs/#';

async function worker(fixture: Fixture, clientId: string, persistent = false): Promise<Device> {
  const device = await fixture.device();
  await device.connect({ clientId, persistent });
  await device.subscribe(SHARED, 1);
  return device;
}

/** Publishes as many jobs, numbered, and awaits that every one of them has come to one of the workers. */
async function jobsOf(fixture: Fixture, count: number, workers: readonly Device[]): Promise<string[][]> {
  const peer = await fixture.peer();
  for (let number = 0; number < count; number++) await peer.publish(`jobs/${number}`, `${number}`);
  await peer.publish('end', '');
  const got: string[][] = [];
  for (const { host } of workers) {
    const mine: string[] = [];
    for (;;) {
      const message = await host.message();
      if (message.topic === 'end') break;
      mine.push(message.payload.toString());
    }
    got.push(mine);
  }
  return got;
}

journey('of those who share a subscription each message reaches one, in turn', {}, async (fixture) => {
  const workers = [
    await worker(fixture, 'one'),
    await worker(fixture, 'two'),
    await worker(fixture, 'three'),
  ];
  // Subscribed otherwise too: that is no part of the share.
  const watcher = await fixture.watcher('jobs/#');
  for (const each of workers) await each.subscribe('end', 1);
  const got = await jobsOf(fixture, 30, workers);
  expect(got.map(({ length }) => length)).toEqual([10, 10, 10]);
  expect(got.flat().sort((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({ length: 30 }, (_, at) => `${at}`),
  );
  for (let number = 0; number < 30; number++) expect(await watcher.text()).toBe(`${number}`);
});

journey(
  'who leaves or unsubscribes a share gets no more of it, and the others get all',
  {},
  async (fixture) => {
    const [leaving, ending, staying] = [
      await worker(fixture, 'one'),
      await worker(fixture, 'two'),
      await worker(fixture, 'three'),
    ];
    await leaving.host.ask('AT+MQTTCLEAN=0', '⏎OK⏎');
    await ending.host.ask(`AT+MQTTUNSUB=0,"${SHARED}"`, '⏎OK⏎');
    await staying.subscribe('end', 1);
    expect(await jobsOf(fixture, 10, [staying])).toEqual([Array.from({ length: 10 }, (_, at) => `${at}`)]);
  },
);

journey(
  'a persistent session that shares gets later what came while nobody was there',
  {},
  async (fixture) => {
    const away = await worker(fixture, 'one', true);
    await away.host.ask('AT+MQTTCLEAN=0', '⏎OK⏎');
    const peer = await fixture.peer();
    for (const text of ['a', 'b']) await peer.publish('jobs/x', text);
    const command = await away.configure({ clientId: 'one', persistent: true });
    const queued = ['a', 'b'].map((text) => `+MQTTSUBRECV:0,"jobs/x",1,${text}⏎`).join('');
    await away.host.ask(command, `${away.connectedLine()}⏎OK⏎${queued}`);
    await peer.publish('jobs/x', 'c');
    await away.host.next('+MQTTSUBRECV:0,"jobs/x",1,c⏎');
  },
);
