import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { CompareCase } from '#compare/compare-case';
import type { CompareReport } from '#compare/report';
import { causeOf } from '#compare/tell';
import { textOf } from '#messages/message';
import { CASES, compareWith, tellingCases } from './support/compare-with.ts';

const PATIENCE_MS = 120_000;

/** Short cases of some groups. */
function some(count: number, ...groups: readonly string[]): CompareCase[] {
  const short = CASES.filter(
    ({ group, steps, loose }) =>
      groups.includes(group) && !loose && steps.every(({ ms = 0, wait = 0 }) => ms <= 1000 && wait === 0),
  );
  return short.filter((_, index) => index % Math.ceil(short.length / count) === 0);
}

/** Cases that are listed for one place alone. */
function casesShowing(place: string): CompareCase[] {
  const list = readFileSync(new URL('../corpus/manual/3.4.0.0.txt', import.meta.url), 'utf8');
  const lines = list.split('\n').filter((line) => line.startsWith(`${place}:`));
  const ids = lines.flatMap((line) => line.split(' ').slice(1, 6));
  return CASES.filter(({ id }) => ids.includes(id));
}

/** The causes of a report in a person's words. */
const causesOf = ({ findings }: CompareReport): string[] =>
  findings.map(({ cause }) => textOf(causeOf(cause))).sort();

test.each(['tcp', 'pty'] as const)(
  'over %s our module does not differ from itself',
  async (kind) => {
    const cases = some(40, 'forms', 'usercfg', 'query', 'sub', 'pub', 'sysmfg', 'base', 'clean');
    const { report } = await compareWith({}, { cases, kind });
    expect(report.findings).toEqual([]);
    expect(report.lostIn).toEqual([]);
    expect(report.played).toBeGreaterThan(30);
    expect(report.ours.follow).toBe('manual');
  },
  PATIENCE_MS,
);

test(
  'three differences are three findings, whichever cases show them',
  async () => {
    const cases = some(30, 'forms', 'usercfg', 'query', 'sub', 'clean', 'conncfg', 'idcfg');
    const change = (text: string): string =>
      text
        .replaceAll('0x010a6002', '0x010a60ff')
        .replaceAll(/\+MQTTSUB:0,0,"",0\r\n/g, '')
        .replaceAll('+MQTTCONN:0,1,1,', '+MQTTCONN:0,1,2,');
    const { report } = await compareWith({}, { cases, change, asked: { firmware: '3.4', follow: 'manual' } });
    expect(causesOf(report)).toEqual([
      'AT+MQTTCONN?: other values in +MQTTCONN:N,N,N,"…","…","…",N',
      'ERR CODE:0x010a60ff instead of ERR CODE:0x010a6002',
      'nothing instead of +MQTTSUB:N,N,"…",N',
    ]);
  },
  PATIENCE_MS,
);

test(
  'three places that follow the other one are named',
  async () => {
    const places = { lateConfiguration: 'module', stateCodes: 'module', duplicateQos: 'module' } as const;
    const cases = [...some(30, 'usercfg', 'forms'), ...Object.keys(places).flatMap(casesShowing)];
    const asked = { firmware: '3.4', follow: 'manual' } as const;
    const { report } = await compareWith({ places }, { cases, asked });
    expect(causesOf(report)).toEqual([
      'places.duplicateQos: as genuine modules do, not as the manual has it',
      'places.lateConfiguration: as genuine modules do, not as the manual has it',
      'places.stateCodes: as genuine modules do, not as the manual has it',
    ]);
  },
  PATIENCE_MS,
);

test(
  'a module with firmware 5.0 is most like 5.0',
  async () => {
    const cases = await tellingCases();
    const { report } = await compareWith({ firmware: '5.0' }, { cases });
    expect(report.likenesses[0]?.profile).toEqual({ firmware: '5.0', follow: 'manual' });
    expect(report.asMuchLike).toEqual([]);
    expect(report.findings).toEqual([]);
  },
  PATIENCE_MS,
);

test(
  'a module that is lost is waited for, and its case is played again',
  async () => {
    const cases = some(12, 'usercfg');
    const { report, said } = await compareWith(
      {},
      { cases, change: (text) => text, after: (done, { cut }) => void (done === 5 && cut()) },
    );
    expect(report.played).toBe(cases.length);
    expect(report.findings).toEqual([]);
    expect(said).toEqual([
      'Nobody is at the port any more. Waiting for it, two minutes at most; reset it or plug it in again.',
      'The module answers again; it goes on.',
    ]);
  },
  PATIENCE_MS,
);

test('one that is ended tells what was played until then', async () => {
  const cases = some(12, 'usercfg');
  const { report, comparison } = await compareWith(
    {},
    { cases, after: (done, { stop }) => void (done === 3 && stop()) },
  );
  expect(comparison.stopped).toBe(true);
  expect(report.played).toBe(3);
  expect(report.planned).toBe(cases.length);
  expect(report.ended && textOf(report.ended)).toBe('It was ended before all cases were played.');
});
