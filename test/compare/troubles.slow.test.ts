import { expect, test } from 'vitest';
import { CompareProgress } from '#cli/compare/progress';
import { planComparison } from '#compare/compare-plan';
import { readPackedCases } from '#compare/packed-cases';
import { reportOn } from '#compare/report';
import { runComparison } from '#compare/run-comparison';
import { causeOf } from '#compare/tell';
import { textReport } from '#compare/text-report';
import { message, textOf } from '#messages/message';
import { ManualClock } from '#testing/manual-clock';
import { systemClock } from '#time/clock';
import { freePort } from '../../tools/free-port.js';
import { CASES, compareWith } from './support/compare-with.ts';
import { type Answer, fakeModule, IDLE } from './support/fake-module.ts';

const PATIENCE_MS = 60_000;
const FACTS = { program: 'test', port: 'tcp', startedAt: 0, ms: 0 };
const WAITS = { connectMs: 300, returnMs: 300 };
/** A case that needs nothing, and one that connects. */
const PLAIN = ['lines-0002'];
const CONNECTED = ['pub-0001'];

/** Compares what answers so. */
async function against(answer: Answer, only: readonly string[] = PLAIN, options = {}) {
  const said: string[] = [];
  const port = await fakeModule(answer);
  const plan = planComparison(CASES, { only, timeout: '100ms', ...options }, {}, () => {});
  const comparison = await runComparison(port, plan, {
    clock: systemClock,
    signal: new AbortController().signal,
    waits: WAITS,
    log() {},
    progress() {},
    notice: (notice) => said.push(textOf(notice)),
  });
  return { comparison, said, port };
}

test('nobody is at the port', async () => {
  const port = `tcp:127.0.0.1:${await freePort()}`;
  const plan = planComparison(CASES, { only: PLAIN }, {}, () => {});
  const context = { clock: systemClock, signal: new AbortController().signal, waits: WAITS };
  await expect(
    runComparison(port, plan, { ...context, log() {}, progress() {}, notice() {} }),
  ).rejects.toThrow(`Nobody came to ${port} within 0 s.`);
});

test(
  'what is there is no module',
  async () => {
    await expect(against(() => undefined)).rejects.toThrow(/^No module answers AT at tcp:.*right speed/);
  },
  PATIENCE_MS,
);

test(
  'the module stops answering',
  async () => {
    let lines = 0;
    const { comparison, said } = await against((line) => (lines++ < 20 ? IDLE(line) : undefined), ['lines']);
    expect(comparison.ended && textOf(comparison.ended)).toMatch(
      /^(?:The module does not answer AT|No module answers)/,
    );
    expect(said[1]).toMatch(/^The module does not answer AT any more\. Waiting for it/);
  },
  PATIENCE_MS,
);

test('AT+MQTTCLEAN does not clean', async () => {
  const stuck: Answer = (line) =>
    line === 'AT+MQTTCONN?' ? '+MQTTCONN:0,4,1,"","","",0\r\n\r\nOK\r\n' : IDLE(line);
  await expect(against(stuck)).rejects.toThrow('AT+MQTTCLEAN did not bring the module to a link');
});

test('the access point is not joined', async () => {
  const refuses: Answer = (line) => (line.startsWith('AT+CWJAP=') ? '+CWJAP:2\r\n\r\nERROR\r\n' : IDLE(line));
  await expect(against(refuses, PLAIN, { ssid: 'garden' })).rejects.toThrow(
    'The module did not join "garden": check the name and the password (--wifi-password-file).',
  );
});

test(
  'the module has no address, so that cases with a broker are left out',
  async () => {
    const alone: Answer = (line) =>
      line === 'AT+CIPSTA?' ? '+CIPSTA:ip:"0.0.0.0"\r\n\r\nOK\r\n' : IDLE(line);
    const { comparison, said } = await against(alone, [...PLAIN, ...CONNECTED]);
    expect(said[0]).toMatch(/^The module has no address/);
    expect([...comparison.leftOut]).toEqual([['broker', 1]]);
  },
  PATIENCE_MS,
);

test('the module does not reach the broker', async () => {
  const { comparison, said } = await against(IDLE, [...PLAIN, ...CONNECTED]);
  expect(said[0]).toMatch(/^The module did not reach the broker at 127\.0\.0\.1:\d+/);
  expect([...comparison.leftOut]).toEqual([['broker', 1]]);
});

test('nothing can be played', async () => {
  await expect(against(IDLE, CONNECTED, { broker: 'none' })).rejects.toThrow(
    'No case can be played. 1 case left out: they need a broker that the module reaches (--broker HOST:PORT, Wi-Fi).',
  );
});

test('the address of the broker is taken', async () => {
  const port = await fakeModule(IDLE);
  await expect(against(IDLE, PLAIN, { broker: port.slice('tcp:'.length) })).rejects.toThrow(
    /^\S.*127\.0\.0\.1:\d+/,
  );
});

test(
  'a module that hangs in a case is told of',
  async () => {
    let hangs = 0;
    const [case_] = CASES.filter(({ id }) => id === 'forms-0001');
    const hanging = case_?.steps[1]?.in?.trim();
    const { comparison } = await against(
      (line) => (line === hanging && hangs++ < 2 ? undefined : IDLE(line)),
      ['forms-0001', ...PLAIN],
    );
    const report = await reportOn(comparison, {}, FACTS);
    const lines = textReport(report, textOf);
    expect(lines.some((line) => line === '(nothing)' || line.includes('(nothing)'))).toBe(true);
  },
  PATIENCE_MS,
);

test.each([
  [
    'line ends',
    (text: string) => text.replaceAll('\r\n\r\nOK', '\r\nOK'),
    'Other line ends, or another echo',
  ],
  [
    'the order of lines',
    (text: string) => text.replaceAll(/(\+MQTTCONN:[^\r]*\r\n)\r\nOK\r\n/g, '\r\nOK\r\n$1'),
    'AT+MQTTCONN?: the same lines in another order',
  ],
])(
  '%s alone are a difference too',
  async (_what, change, cause) => {
    const cases = CASES.filter(({ id }) => id === 'query-0003');
    const { report } = await compareWith({}, { cases, change, asked: { firmware: '3.4', follow: 'manual' } });
    expect(report.findings.map((finding) => textOf(causeOf(finding.cause)))).toContain(cause);
  },
  PATIENCE_MS,
);

test('the cases are missing', () => {
  expect(() => readPackedCases(new URL('file:///nowhere/cases.ndjson.br'))).toThrow(
    'The cases are missing from this installation: build it with npm run build, or install it anew.',
  );
});

test('a Wi-Fi password is given twice', () => {
  const environment = { ATMQTT_WIFI_PASSWORD: 'a', ATMQTT_WIFI_PASSWORD_FILE: 'b' };
  expect(() => planComparison(CASES, { ssid: 'garden' }, environment, () => {})).toThrow(
    'The Wi-Fi password is given twice, by ATMQTT_WIFI_PASSWORD and ATMQTT_WIFI_PASSWORD_FILE: give one of them.',
  );
});

test('progress tells how long it takes still, now and then', () => {
  const clock = new ManualClock();
  const written: string[] = [];
  const progress = new CompareProgress(clock, { write: (text) => written.push(text) });
  const now = { done: 1, planned: 4567, differing: 0, msLeft: 4_000_000 };
  progress.show(now);
  expect(written).toEqual([]);
  clock.advance(10_000);
  progress.show({ ...now, done: 20, differing: 1 });
  progress.show(now);
  progress.stop();
  expect(written).toEqual(['20 of 4567 cases, 1 differ from all, about 1 h 6 min left\n']);
});

test('a report without a difference says so, and what it cannot be told from', async () => {
  const cases = CASES.filter(({ id }) => PLAIN.includes(id));
  const { report } = await compareWith({}, { cases });
  const lines = textReport({ ...report, lostIn: ['pub-0001', 'pub-0002'] }, textOf);
  expect(lines).toContain(textOf(message('compare.noDifference')));
  expect(lines.some((line) => line.startsWith('The cases that were played do not tell it from'))).toBe(true);
  expect(lines).toContain('The module was lost in pub-0001 pub-0002.');
});
