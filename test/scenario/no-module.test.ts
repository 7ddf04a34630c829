import type { Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { toBytes } from '#scenario/notation';
import { playScenario } from '#scenario/play/play-scenario';
import { parseScenario } from '#scenario/read/read-scenario';
import { ManualClock } from '#testing/index';
import { standIn } from '../support/told-module.ts';

/** Plays a scenario against a port at which something is amiss. @param timePasses is given what lets the clock run */
async function playedAgainst(against: string, timePasses: (run: () => void) => void, waiting = () => {}) {
  const clock = new ManualClock();
  let timer: NodeJS.Timeout | undefined;
  onTestFinished(() => clearInterval(timer));
  timePasses(() => {
    timer ??= setInterval(() => clock.advance(1000), 1);
  });
  const scenario = parseScenario('broker: false\nsteps: [AT]', 's.yaml');
  const options = { against, plays: 'host', brokerAt: undefined, seed: undefined } as const;
  await playScenario(scenario, options, { fault() {}, waiting, over() {} }, clock);
}

const usage = (key: string, params: unknown) => ({
  name: 'UsageError',
  reason: { key: `scenario.${key}`, params },
});

test('a port that nobody comes to', async () => {
  let pass = (): void => {};
  const against = 'tcp-listen:0';
  await expect(
    playedAgainst(
      against,
      (run) => {
        pass = run;
      },
      () => pass(),
    ),
  ).rejects.toMatchObject(usage('nobodyThere', { port: against, ms: 10_000 }));
});

test('a port at which something else than a module is', async () => {
  let pass = (): void => {};
  const port = await standIn((socket) => socket.once('data', () => pass()));
  const against = `tcp:127.0.0.1:${port}`;
  await expect(
    playedAgainst(against, (run) => {
      pass = run;
    }),
  ).rejects.toMatchObject(usage('noModule', { port: against }));
});

test('a module that does not restart', async () => {
  let pass = (): void => {};
  const port = await standIn((socket: Socket) =>
    socket.on('data', (chunk) => {
      if (String(chunk).includes('AT+RST')) return pass();
      socket.write('\r\nOK\r\n');
    }),
  );
  const against = `tcp:127.0.0.1:${port}`;
  await expect(
    playedAgainst(against, (run) => {
      pass = run;
    }),
  ).rejects.toMatchObject(usage('noRestart', { port: against, ms: 10_000 }));
});

test.each([
  ['‹a*99999999›', 'repeatedTooOften', { mark: '‹a*99999999›', max: 16_777_216 }],
  ['‹zz›', 'notBytes', { mark: '‹zz›' }],
])('%s is refused', (text, key, params) => {
  expect(() => toBytes(text)).toThrow(
    expect.objectContaining({ reason: { key: `scenario.${key}`, params } }),
  );
});
