import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Lifecycle } from '#app/lifecycle';
import { replay } from '#cli/recording/replay';
import { recordRun } from '#cli/recording/run-recording';
import { tap } from '#cli/recording/tap';
import { writeTranscript } from '#cli/recording/to-transcript';
import { planOf } from '#config/plan';
import { resolveConfiguration } from '#config/resolve';
import type { Message } from '#messages/message';
import { createMemoryPort, type PortSpec } from '#ports/index';
import { DEFAULT_LINE } from '#ports/serial-line';
import { LiveView } from '#recording/live-view';
import { readRecording } from '#recording/read-recording';
import { RecordingFile } from '#recording/recording-file';
import { type Difference, describeDifference } from '#recording/replay/difference';
import { Tap } from '#recording/tap/tap';
import { exchangesOf } from '#recording/to-scenario/exchanges';
import { writeScenario } from '#recording/to-scenario/write-scenario';
import { ManualClock } from '#testing/manual-clock';
import { systemTimers } from '#time/timers';
import { folder } from '../support/folder.ts';
import { said } from '../support/said.ts';
import { standIn } from '../support/told-module.ts';

const told = (key: string, params?: unknown) => ({ key: `recording.${key}`, params });
const refused = (key: string, params?: unknown) => ({ reason: told(key, params) });
const foreign = (text: string) => ({
  key: 'errors.foreign',
  params: { text: expect.stringContaining(text) },
});
const HEADER = '{"format":"atmqtt-recording","version":1}\n';

/** A recording with this content. */
function written(content: string): string {
  const file = join(folder(), 'session.ndjson');
  writeFileSync(file, content);
  return file;
}

/** Reads a recording to its end. @returns what is noted */
async function read(file: string): Promise<Message[]> {
  const notes: Message[] = [];
  const { entries } = await readRecording(file, (each) => notes.push(each));
  for await (const _ of entries);
  return notes;
}

/** Lets nothing be printed, and takes what is told. */
function quiet(): Message[] {
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockReturnValue(true),
  );
  onTestFinished(() => spies.forEach((spy) => void spy.mockRestore()));
  return said();
}

describe('a file that cannot be read', () => {
  test.each<[string, string, string, object]>([
    ['another file', 'hello\n', 'foreign', {}],
    ['of a later version', HEADER.replace('1}', '2}'), 'laterVersion', { version: 2 }],
    ['no JSON', `${HEADER}AT\n${HEADER}`, 'broken', { line: 2, why: told('noJson') }],
    ['no bytes', `${HEADER}{"t":1,"dir":"host"}\n\n`, 'broken', { line: 2, why: told('noBytes') }],
    [
      'another field',
      `${HEADER}{"t":1,"dir":"x","text":""}\n`,
      'broken',
      { line: 2, why: told('wrongField', { field: 'dir' }) },
    ],
    ['no object', `${HEADER}7\n\n`, 'broken', { line: 2, why: told('wrongField', { field: '' }) }],
    [
      'a line of 17 MiB',
      `${HEADER}${'x'.repeat(17_825_792)}\n`,
      'broken',
      { line: 2, why: told('lineTooLong') },
    ],
  ])('%s', async (_, content, key, params) => {
    const file = written(content);
    await expect(read(file)).rejects.toMatchObject(refused(key, { file, ...params }));
  });

  test('none at all, and one that is cut off', async () => {
    await expect(read('/nowhere')).rejects.toMatchObject(
      refused('unreadable', { file: '/nowhere', why: foreign('ENOENT') }),
    );
    const file = written(`${HEADER}{"t":`);
    expect(await read(file)).toEqual([told('cutOff', { file, line: 2 })]);
  });
});

describe('a file that cannot be written', () => {
  test('is refused', () => {
    const file = join(folder(), 'nowhere', 'session');
    expect(() => new RecordingFile(file, { failed() {} }).open()).toThrow(
      expect.objectContaining(refused('cannotOpen', { file, why: foreign('ENOENT') })),
    );
  });

  test('a reader that is too slow', () => {
    const failed = vi.fn();
    const file = new RecordingFile(join(folder(), 'session'), { failed });
    // It is not open yet, so that all of it waits.
    for (let count = 0; count < 100; count++) file.write('x'.repeat(1_048_576), 1);
    const path = expect.any(String);
    expect(failed.mock.calls).toEqual([[told('notWritten', { file: path, why: told('readerTooSlow') })]]);
  });
});

describe('a run that is recorded', () => {
  async function recorded(port: readonly string[]) {
    const file = join(folder(), 'session');
    const configuration = await resolveConfiguration({ port: [...port], set: [] }, {});
    const plan = planOf(configuration, { port: [...port], set: [] });
    const life = new Lifecycle();
    onTestFinished(() => life.close());
    const logged: unknown[] = [];
    const log = (...line: unknown[]): unknown => logged.push(line);
    return { file, plan, life, logged, log };
  }

  test('says that it holds passwords, what it does not hold, and what is missing', async () => {
    const { file, plan, life, logged, log } = await recorded(['tcp-listen:0,fork']);
    const { open } = recordRun(file, plan, life, log);
    open();
    expect(logged).toEqual([
      ['warn', 'record', told('forksNotRecorded')],
      ['info', 'record', told('secretsOfRun', { file })],
    ]);
    vi.spyOn(RecordingFile.prototype, 'close').mockResolvedValueOnce(3);
    await life.close();
    expect(logged.at(-1)).toEqual(['warn', 'record', told('missing', { file, bytes: 3 })]);
  });

  test('takes one module', async () => {
    const { file, plan, life, log } = await recorded(['tcp-listen:0']);
    const twice = { ...plan, modules: [...plan.modules, ...plan.modules] };
    expect(() => recordRun(file, twice, life, log)).toThrow(
      expect.objectContaining(refused('severalModules')),
    );
  });
});

test('what becomes a step of a scenario otherwise than it was recorded', async () => {
  const lines: readonly (readonly ['host' | 'module', string])[] = [
    ['host', 'AT+CIPSTART="x"\r\n'],
    ['module', '\r\nOK\r\n'],
    ['host', 'AT+CWMODE?\r\n'],
    ['host', 'AT\r\n'],
    ['module', '+CWMODE:1\r\n\r\nOK\r\nbusy p...\r\n'],
    ['module', 'ets Jan  8 2013\r\n'],
    ['module', 'ready\r\n'],
    ['module', '+MQTTSUBRECV:0,"t",1,x\r\n'],
    ['host', 'AT+SYSMFG=1,"mqtt_ca"\r\n'],
    ['module', '\r\nOK\r\n'],
    ['host', 'AT+MQTTPUBRAW=0,"t",70000,0,0\r\n'],
    ['module', '\r\nOK\r\n\r\n>'],
    ['host', 'x'.repeat(70_000)],
    ['module', '+MQTTPUB:OK\r\n'],
    ['host', 'AT+GMR\r\n'],
  ];
  const file = written(
    HEADER + lines.map(([dir, text], t) => `${JSON.stringify({ t, dir, text })}\n`).join(''),
  );
  const notes = quiet();
  const output = join(folder(), 'made.yaml');
  await writeTranscript(file, { output });
  const at = (line: number, key: string, params?: unknown) =>
    told('notCarriedOver', { file, line, why: told(key, params) });
  expect(notes).toEqual([
    at(2, 'unknownCommand', { name: 'AT+CIPSTART' }),
    at(5, 'early', { line: 'AT' }),
    at(7, 'unknownOutput', { line: 'ets Jan  8 2013' }),
    at(8, 'resetByItself'),
    at(9, 'publishedByOthers', { topic: 't' }),
    at(10, 'storedContent', { name: 'AT+SYSMFG' }),
    at(12, 'longData', { bytes: 70_000 }),
    at(16, 'unanswered', { line: 'AT+GMR' }),
    told('scenarioMade', { file, output }),
  ]);
  const { header, entries } = await readRecording(written(HEADER), () => {});
  expect(writeScenario('x', header, await exchangesOf(entries)).notes).toEqual([
    told('notCarriedOver', { file: 'x', line: 1, why: told('nothingSaid') }),
  ]);
});

test.each<[string, Partial<Difference>, string, object]>([
  ['another byte', {}, 'differs', { byte: 8, inSecret: false }],
  [
    'in a password',
    { before: Buffer.from('AT+CWJAP="ap","'), wanted: Buffer.from('a"\r\n'), came: Buffer.from('b"\r\n') },
    'differs',
    { byte: 8, inSecret: true },
  ],
  ['more than was recorded', { wanted: Buffer.alloc(0) }, 'surplus', { came: 'AT+B⏎' }],
  ['nothing in time', { why: 'late', came: Buffer.alloc(0) }, 'didNotCome', { wanted: 'AT+A⏎', why: 'late' }],
  ['nobody any more', { why: 'gone', wanted: Buffer.alloc(0) }, 'notThere', {}],
  ['called off', { why: 'called off' }, 'calledOff', {}],
])('a replay that ends with %s', (_, difference, key, params) => {
  const whole: Difference = {
    line: 5,
    from: 'host',
    before: Buffer.from('AT+'),
    wanted: Buffer.from('A\r\n'),
    came: Buffer.from('B\r\n'),
    why: undefined,
    matched: 7,
    ...difference,
  };
  const place =
    key === 'surplus' ? { from: 'host' } : key === 'calledOff' ? { line: 5 } : { line: 5, from: 'host' };
  expect(describeDifference(whole, 'f').reason).toEqual(told(key, { file: 'f', ...place, ...params }));
});

test('a replay as the module, and what it is refused for', async () => {
  await expect(replay('x', 'tcp:127.0.0.1:1', { as: 'host', timeout: 'soon' })).rejects.toMatchObject(
    refused('badTimeout', { typed: 'soon' }),
  );
  const notes = quiet();
  const file = written(`${HEADER}{"t":1,"event":"gap","bytes":1}\n{"t":2,"dir":"host","text":"AT\\r\\n"}\n`);
  const code = await replay(file, 'exec:printf "AT\\r\\n"; read x', { as: 'module', fast: true });
  expect(code).toBe(0);
  expect(notes).toContainEqual(told('replayUp', { file, as: 'module', place: expect.any(String) }));
  expect(notes).toContainEqual(told('gap', expect.objectContaining({ bytes: 1 })));
  expect(notes).toContainEqual(told('replayed', { file, they: 'host', matched: 4, sent: 0 }));
});

test('a recording without its passwords, replayed as the host', async () => {
  const notes = quiet();
  const file = written(HEADER.replace('1}', '1,"masked":true}'));
  const port = `tcp:127.0.0.1:${await standIn(() => {})}`;
  expect(await replay(file, port, { as: 'host', fast: true })).toBe(0);
  expect(notes[0]).toEqual(told('maskedHost', { file }));
});

describe('a tap', () => {
  test('of one side at standard input and output', async () => {
    await expect(tap('stdio', 'stdio', {})).rejects.toMatchObject(refused('stdioTwice'));
  });

  test('says where it is, what its recording holds, and at its end how much passed', async () => {
    const notes = quiet();
    const record = join(folder(), 'session');
    const close = RecordingFile.prototype.close;
    vi.spyOn(RecordingFile.prototype, 'close').mockImplementationOnce(async function (this: RecordingFile) {
      await close.call(this);
      return 1;
    });
    const module = `127.0.0.1:${await standIn((socket) => socket.on('data', () => socket.write('OK\r\n')))}`;
    expect(await tap('exec:printf "AT\\r\\n"; read answer', `tcp:${module}`, { record })).toBe(0);
    const place = expect.any(String);
    expect(notes).toContainEqual(told('secrets', { file: record }));
    expect(notes).toContainEqual(told('tapUp', { host: place, module }));
    expect(notes).toContainEqual(told('tapDone', { host: 4, module: 4, file: record }));
    expect(notes).toContainEqual(told('missing', { file: record, bytes: 1 }));
    expect(readFileSync(record, 'utf8')).toContain('atmqtt-recording');
  });

  test('what it shows besides lines', () => {
    const shown: unknown[] = [];
    const view = new LiveView((each) => 'said' in each && shown.push(each.said), new ManualClock());
    view.bytes('host', Buffer.from('A'), false);
    const line = { ...DEFAULT_LINE, side: 'host' } as const;
    view.event({ event: 'opened', side: 'host', name: 'pty' });
    view.event({ event: 'closed', side: 'host' });
    view.event({ event: 'lost', side: 'module' });
    view.event({ event: 'line', ...line });
    view.event({ event: 'signal', side: 'host', signal: 'dtr' } as never);
    view.event({ event: 'gap', bytes: 1 });
    expect(shown).toEqual([
      told('undelivered', { from: 'host', to: 'module', bytes: 1 }),
      told('opened', { side: 'host', name: 'pty' }),
      told('closed', { side: 'host' }),
      told('lost', { side: 'module' }),
      told('line', { event: 'line', ...line }),
      told('signal', expect.objectContaining({ side: 'host', signal: 'dtr' })),
      told('gap', expect.objectContaining({ bytes: 1 })),
    ]);
  });

  test('a line that does not follow the module', async () => {
    const notes: unknown[] = [];
    const [host, module] = [createMemoryPort(), createMemoryPort()];
    const stuck: PortSpec = {
      kind: 'serial',
      fork: false,
      open: (events) =>
        host.open({
          ...events,
          host: (stream, name) =>
            events.host(stream, name, {
              line: { settings: DEFAULT_LINE, set: () => Promise.reject(new Error('no such speed')) },
            }),
        }),
    };
    const notice = (level: string, each: Message): unknown => notes.push([level, each]);
    const line = new Tap({ host: stuck, module, timers: systemTimers, notice, over() {} });
    await line.open();
    onTestFinished(() => line.close());
    line.start({ bytes() {}, event() {} });
    host.host.resume();
    module.host.resume();
    host.host.write('AT+UART_CUR=921600,8,1,0,0\r\n');
    await new Promise((resolve) => setImmediate(resolve));
    module.host.write('\r\nOK\r\n');
    await vi.waitFor(() =>
      expect(notes).toEqual([
        ['warn', told('lineDoesNotFollow', { side: 'host', baud: 921_600, why: foreign('no such speed') })],
      ]),
    );
  });
});
