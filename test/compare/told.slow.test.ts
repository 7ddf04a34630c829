import { describe, expect, test } from 'vitest';
import { planComparison } from '#compare/compare-plan';
import { runComparison } from '#compare/run-comparison';
import type { Message } from '#messages/message';
import { systemClock } from '#time/clock';
import { freePort } from '../../tools/free-port.js';
import { CASES, compareWith } from './support/compare-with.ts';
import { type Answer, fakeModule, IDLE } from './support/fake-module.ts';
import { some } from './support/some-cases.ts';

const told = (key: string, params?: unknown) => ({ key: `compare.${key}`, params });
const refused = (key: string, params?: unknown) => ({ reason: told(key, params) });
/** A case that needs nothing, and one that connects. */
const PLAIN = ['lines-0002'];
const CONNECTED = ['pub-0001'];

/** What is noted while a module that answers so is compared. */
async function against(port: string, only: readonly string[] = PLAIN, options = {}): Promise<Message[]> {
  const noted: Message[] = [];
  await runComparison(
    port,
    planComparison(CASES, { only, timeout: '100ms', ...options }, {}, () => {}),
    {
      clock: systemClock,
      signal: new AbortController().signal,
      waits: { connectMs: 300, returnMs: 300 },
      log() {},
      progress() {},
      notice: (notice) => noted.push(notice),
    },
  );
  return noted;
}

describe('a module that cannot be compared', () => {
  test('nobody is there', async () => {
    const port = `tcp:127.0.0.1:${await freePort()}`;
    await expect(against(port)).rejects.toMatchObject(refused('nobodyThere', { port, ms: 300 }));
  });

  const state = (line: string, wanted: string, answer: string) =>
    line.startsWith(wanted) ? answer : IDLE(line);
  test.each<[string, Answer, readonly string[], object, string, unknown]>([
    [
      'a link that stays',
      (line) => state(line, 'AT+MQTTCONN?', '+MQTTCONN:0,4,1,"","","",0\r\n\r\nOK\r\n'),
      PLAIN,
      {},
      'notClean',
      undefined,
    ],
    [
      'another access point',
      (line) => state(line, 'AT+CWJAP=', '+CWJAP:2\r\n\r\nERROR\r\n'),
      PLAIN,
      { ssid: 'garden' },
      'notJoined',
      { ssid: 'garden' },
    ],
    [
      'no broker for cases of one',
      IDLE,
      CONNECTED,
      { broker: 'none' },
      'nothingPlayed',
      { why: [told('leftOut', { why: 'broker', count: 1 })] },
    ],
  ])('%s', async (_, answer, only, options, key, params) => {
    await expect(against(await fakeModule(answer), only, options)).rejects.toMatchObject(
      refused(key, params),
    );
  });

  test('what never answers is no module', async () => {
    const port = await fakeModule(() => undefined);
    await expect(against(port)).rejects.toMatchObject(refused('noModule', { port }));
  }, 60_000);

  test('what is noted of one that has no address, or reaches no broker', async () => {
    const alone: Answer = (line) => state(line, 'AT+CIPSTA?', '+CIPSTA:ip:"0.0.0.0"\r\n\r\nOK\r\n');
    const only = [...PLAIN, ...CONNECTED];
    expect(await against(await fakeModule(alone), only)).toContainEqual(told('noAddress'));
    const [first] = await against(await fakeModule(IDLE), only);
    expect(first).toEqual(told('brokerNotReached', { host: '127.0.0.1', port: expect.any(Number) }));
  }, 60_000);

  test('what is noted of one that stops answering', async () => {
    let lines = 0;
    const port = await fakeModule((line) => (lines++ < 20 ? IDLE(line) : undefined));
    expect(await against(port, ['lines'])).toContainEqual(told('waitsForModule', { reason: told('silent') }));
  }, 60_000);
});

test('a line that is lost and comes back, and an end before the end', async () => {
  const { comparison, notes } = await compareWith(
    {},
    {
      cases: some(12, 'usercfg'),
      change: (text) => text,
      after: (done, { cut, stop }) => (done === 5 ? cut() : done === 8 && stop()),
    },
  );
  expect(comparison.ended).toEqual(told('stopped'));
  expect(notes).toEqual([told('waitsForModule', { reason: told('lineLost') }), told('moduleIsBack')]);
}, 60_000);
