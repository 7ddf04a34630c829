import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { compare } from '#cli/compare/compare';
import { CompareProgress } from '#cli/compare/progress';
import { planComparison } from '#compare/compare-plan';
import { readCorrections } from '#compare/corrections';
import type { Cause, DifferingCase } from '#compare/findings';
import { htmlReport } from '#compare/html-report';
import { readPackedCases } from '#compare/packed-cases';
import type { CompareReport } from '#compare/report';
import { causeOf } from '#compare/tell';
import { textReport } from '#compare/text-report';
import type { Message } from '#messages/message';
import { ManualClock } from '#testing/manual-clock';
import { folder } from '../support/folder.ts';
import { said } from '../support/said.ts';
import { CASES } from './support/compare-with.ts';
import { fakeModule, IDLE } from './support/fake-module.ts';

// As they are in the package, which is not built here.
vi.mock('#compare/packed-cases', async (original) => {
  const { readPackedCases: read } = await original<typeof import('#compare/packed-cases')>();
  const { readCases } = await import('../corpus/read-cases.ts');
  return { readPackedCases: (at?: URL) => (at === undefined ? readCases() : read(at)) };
});

const told = (key: string, params?: unknown) => ({ key: `compare.${key}`, params });
const refused = (key: string, params?: unknown) => ({ reason: told(key, params) });
const PLAIN = ['lines-0002'];

test.each<[string, object, object, string, unknown]>([
  [
    'a case that there is not',
    { only: ['nonsense'] },
    {},
    'badOnly',
    { typed: 'nonsense', groups: expect.arrayContaining(['lines', 'pub']) },
  ],
  [
    'a permission that there is not',
    { allow: ['flash,all'] },
    {},
    'badAllow',
    { typed: 'all', known: ['restart', 'restore', 'flash'] },
  ],
  ['a time that is none', { timeout: 'soon' }, {}, 'badTimeout', { typed: 'soon' }],
  ['a password for nothing', { wifiPasswordFile: 'x' }, {}, 'passwordWithoutSsid', undefined],
  [
    'two passwords',
    { ssid: 'garden' },
    { ATMQTT_WIFI_PASSWORD: 'a', ATMQTT_WIFI_PASSWORD_FILE: 'b' },
    'passwordTwice',
    { first: 'ATMQTT_WIFI_PASSWORD', second: 'ATMQTT_WIFI_PASSWORD_FILE' },
  ],
])('%s is refused', (_, options, environment, key, params) => {
  const plan = () => planComparison(CASES, options, { ...environment }, () => {});
  expect(plan).toThrow(expect.objectContaining(refused(key, params)));
});

test('files that are no cases and no corrections', () => {
  expect(() => readPackedCases(new URL('file:///nowhere/cases'))).toThrow(
    expect.objectContaining(refused('noCases')),
  );
  expect(() => readCorrections('nonsense\n')).toThrow(
    expect.objectContaining(refused('noCorrections', { line: 1 })),
  );
});

test.each<[Cause, string, unknown]>([
  [
    { kind: 'place', place: 'stateCodes', follow: 'module' },
    'placeCause',
    { setting: 'places.stateCodes', follow: 'module' },
  ],
  [
    { kind: 'place', place: 'duplicateNotice', follow: 'manual' } as Cause,
    'placeCause',
    { setting: 'duplicateNotice', follow: 'manual' },
  ],
  [
    { kind: 'profile', profile: { firmware: '5.0', follow: 'manual' } },
    'profileCause',
    { profile: expect.stringContaining('5.0') },
  ],
  [{ kind: 'values', shape: '+X:N' } as Cause, 'valuesCause', expect.objectContaining({ shape: '+X:N' })],
  [{ kind: 'order', command: 'AT' } as Cause, 'orderCause', expect.objectContaining({ command: 'AT' })],
  [{ kind: 'lineEnds' } as Cause, 'lineEndsCause', undefined],
  [
    { kind: 'answer', command: 'AT', ours: 'OK', came: '' } as Cause,
    'answerCause',
    expect.objectContaining({ command: 'AT', ours: 'OK', came: '' }),
  ],
])('the cause of a finding: %j', (cause, key, params) => {
  expect(causeOf(cause)).toEqual(told(key, params));
});

const DIFFERING: DifferingCase = {
  id: 'pub-0001',
  step: 0,
  about: 'a publish',
  input: 'AT\r\n',
  ours: 'OK\r\n',
  came: '',
  manual: 'FAIL\r\n',
  observed: { '3.4.0.0': 'ERROR\r\n' },
} as DifferingCase;

/** A report with a bit of everything. */
const REPORT: CompareReport = {
  program: 'test',
  port: 'pty',
  startedAt: 0,
  ms: 5000,
  identity: [],
  played: 9,
  planned: 10,
  ended: undefined,
  leftOut: new Map([['flash', 2]]),
  lostIn: ['pub-0007'],
  likenesses: [{ profile: { firmware: '5.0', follow: 'manual' }, same: 8, differ: 1 }],
  asMuchLike: [{ firmware: '4.1', follow: 'manual' }],
  observed: [{ version: '3.4.0.0', same: 7, differ: 2 }],
  ours: { firmware: '3.4', follow: 'manual' },
  findings: [{ cause: { kind: 'lineEnds' }, cases: Array.from({ length: 52 }, () => DIFFERING) }],
} as unknown as CompareReport;

const NAMES = { ours: expect.stringContaining('3.4'), near: expect.stringContaining('5.0') };
const SHARED = [
  told('title', { port: 'pty' }),
  told('played', { played: 9, planned: 10, ms: 5000 }),
  told('mostLike', { profile: NAMES.near, same: 8, played: 9 }),
  told('asMuchLike', { profiles: [expect.stringContaining('4.1')] }),
  told('heldAgainst', { profile: NAMES.ours }),
  told('findings', { findings: 1, count: 52 }),
  told('likenessHead'),
  told('finding', { number: 1, cause: told('lineEndsCause'), count: 52 }),
  told('case', expect.objectContaining({ id: 'pub-0001', step: 1, about: 'a publish' })),
  told('sent'),
  told('ours'),
  told('came'),
  told('nothing'),
  told('manual'),
  told('observed', { version: '3.4.0.0' }),
  told('seenOn', { versions: [], manual: false }),
  told('lostIn', { ids: ['pub-0007'] }),
  told('leftOut', { why: 'flash', count: 2 }),
  told('notCompared'),
];

test('what a report says, as text and as a page', () => {
  const inText: Message[] = [];
  const take = (into: Message[]) => (each: Message) => {
    into.push(each);
    return '';
  };
  textReport(REPORT, take(inText));
  const ids = (count: number) => Array.from({ length: count }, () => 'pub-0001');
  const row = (name: Message) => expect.objectContaining({ name });
  const names = [told('ourProfile', { profile: NAMES.near }), told('observed', { version: '3.4.0.0' })];
  expect(inText).toEqual(
    expect.arrayContaining([
      ...SHARED,
      ...names.map((name) => told('likeness', row(name as Message))),
      told('moreCases', { ids: [...ids(20), '…'] }),
    ]),
  );
  const inPage: Message[] = [];
  htmlReport(REPORT, { code: 'en', textOf: take(inPage) } as never);
  expect(inPage).toEqual(
    expect.arrayContaining([
      ...SHARED,
      ...names,
      told('same'),
      told('differ'),
      told('madeBy', { program: 'test', startedAt: 0 }),
      told('findingsHead'),
      told('remarksHead'),
      told('moreCases', { ids: ids(2) }),
    ]),
  );
  const same: Message[] = [];
  textReport({ ...REPORT, findings: [] }, take(same));
  expect(same).toContainEqual(told('noDifference'));
});

test('how far it is, and a report that cannot be written', async () => {
  const notes = said();
  const clock = new ManualClock();
  const progress = new CompareProgress(clock, { write() {} });
  clock.advance(10_000);
  const now = { done: 20, planned: 40, differing: 1, msLeft: 1000 };
  progress.show(now);
  progress.stop();
  expect(notes).toContainEqual(told('progress', now));
  const file = join(folder(), 'nowhere', 'report.html');
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockReturnValue(true),
  );
  onTestFinished(() => spies.forEach((spy) => void spy.mockRestore()));
  const why = { key: 'errors.foreign', params: { text: expect.stringContaining('ENOENT') } };
  const port = await fakeModule(IDLE);
  await expect(compare(port, { only: PLAIN, broker: 'none', html: file })).rejects.toMatchObject(
    refused('unwritable', { file, why }),
  );
}, 60_000);
