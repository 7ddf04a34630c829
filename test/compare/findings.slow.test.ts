import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { CompareCase } from '#compare/compare-case';
import type { CompareReport } from '#compare/report';
import { causeOf } from '#compare/tell';
import { textOf } from '#messages/message';
import { CASES, compareWith, tellingCases } from './support/compare-with.ts';
import { some } from './support/some-cases.ts';

const PATIENCE_MS = 120_000;

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
      'ERR CODE:0x010a60ff instead of ERR CODE:0x010a6002',
      'Other values in +MQTTCONN:N,N,N,"…","…","…",N',
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
  'what differs everywhere is one finding, also where a place would make it differ',
  async () => {
    const cases = [...some(20, 'idcfg', 'sub', 'clean'), ...casesShowing('listCodes')];
    const change = (text: string): string => text.replaceAll(/ERR CODE:[^\r]*\r\n/g, '');
    const { report } = await compareWith({}, { cases, change, asked: { firmware: '3.4', follow: 'manual' } });
    expect(causesOf(report)).toEqual(['nothing instead of ERR CODE:0x…']);
  },
  PATIENCE_MS,
);
