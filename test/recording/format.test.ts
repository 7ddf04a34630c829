import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { textOf } from '#messages/message';
import type { Side } from '#recording/format';
import { MaskingListener } from '#recording/masking-listener';
import { type RecordingEntry, readRecording } from '#recording/read-recording';
import { Recorder } from '#recording/recorder';
import { RecordingFile } from '#recording/recording-file';
import { ManualClock } from '#testing/manual-clock';
import { systemClock } from '#time/clock';
import { needs } from '../support/needs.ts';

function recordingPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'atmqtt-recording-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'session.ndjson');
}

function opened(path: string): RecordingFile {
  const file = new RecordingFile(path, { failed: () => {} });
  file.open();
  return file;
}

async function entriesIn(file: string, warnings: string[] = []): Promise<RecordingEntry[]> {
  const { entries } = await readRecording(file, (said) => warnings.push(textOf(said)));
  const all: RecordingEntry[] = [];
  for await (const entry of entries) all.push(entry);
  return all;
}

function bytesOf(entries: readonly RecordingEntry[], dir: Side): Buffer {
  return Buffer.concat(
    entries.flatMap((each) => (each.kind === 'chunk' && each.dir === dir ? [each.bytes] : [])),
  );
}

const HEADER = '{"format":"atmqtt-recording","version":1}\n';

test('any bytes, cut anywhere, are read back exactly and in their order', async () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .constantFrom('AT\r\n', '\r', '\n', 'żółw', '\u2028', '\u202e', '\ufeff', '"\\', '\u{1f600}')
      .map((text) => Uint8Array.from(Buffer.from(text))),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom<Side>('host', 'module'), piece), { maxLength: 30 }),
      async (chunks) => {
        const path = recordingPath();
        const file = opened(path);
        const recorder = new Recorder(file, {}, systemClock);
        for (const [from, bytes] of chunks) recorder.bytes(from, bytes);
        expect(await file.close()).toBe(0);
        const entries = await entriesIn(path);
        for (const dir of ['host', 'module'] as const) {
          const sent = Buffer.concat(chunks.flatMap(([from, bytes]) => (from === dir ? [bytes] : [])));
          expect(bytesOf(entries, dir).equals(sent)).toBe(true);
        }
        expect(entries.map(({ kind, line }) => [kind, line])).toEqual(
          entries.map((_, at) => ['chunk', at + 2]),
        );
        // Nothing in it can be taken for something else by a terminal, or for the end of a line.
        expect(readFileSync(path, 'utf8')).not.toMatch(/(?!\n)[\p{Cc}\u2028\u2029\u202e]/u);
      },
    ),
    { numRuns: 60 },
  );
});

test('a chunk of megabytes is cut into lines, but not inside of a character', async () => {
  const path = recordingPath();
  const file = opened(path);
  const recorder = new Recorder(file, {}, systemClock);
  const text = Buffer.from('a€'.repeat(200_000));
  const binary = Buffer.alloc(3_000_000, 0xff);
  recorder.bytes('host', text);
  recorder.bytes('module', binary);
  await file.close();
  const entries = await entriesIn(path);
  expect(bytesOf(entries, 'host').equals(text)).toBe(true);
  expect(bytesOf(entries, 'module').equals(binary)).toBe(true);
  expect(readFileSync(path, 'utf8')).not.toMatch(/"host","(?:hex|base64)"/);
  expect(Math.max(...entries.map((each) => (each.kind === 'chunk' ? each.bytes.length : 0)))).toBe(32_768);
});

test('a recording is for its owner alone, also where another file was', async () => {
  const path = recordingPath();
  writeFileSync(path, 'what was there', { mode: 0o644 });
  const file = opened(path);
  new Recorder(file, { host: 'pty', module: 'serial:/dev/ttyUSB0' }, systemClock).event({ event: 'ended' });
  await file.close();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await entriesIn(path)).toMatchObject([{ kind: 'event', line: 2, event: { event: 'ended' } }]);
});

test('a last line that is cut off, as by a kill, is told and left out; what is before it is used', async () => {
  const path = recordingPath();
  writeFileSync(path, `${HEADER}{"t":1,"dir":"host","text":"AT\\r\\n"}\n{"t":2,"dir":"module","te`);
  const warnings: string[] = [];
  expect(bytesOf(await entriesIn(path, warnings), 'host').toString()).toBe('AT\r\n');
  expect(warnings).toEqual([expect.stringContaining(`${path}:3: the last line is cut off`)]);
});

test('a whole last line without a line end is no cut', async () => {
  const path = recordingPath();
  writeFileSync(path, `${HEADER}{"t":1,"dir":"host","hex":"4154"}`);
  const warnings: string[] = [];
  expect(bytesOf(await entriesIn(path, warnings), 'host').toString()).toBe('AT');
  expect(warnings).toEqual([]);
});

test.each([
  ['not JSON', 'AT', 'it is no JSON'],
  ['no payload', '{"t":1,"dir":"host"}', 'neither as text nor as hex nor as base64'],
  ['two payloads', '{"t":1,"dir":"host","text":"A","hex":"41"}', 'or in several ways'],
  ['half a byte', '{"t":1,"dir":"host","hex":"4"}', 'hex is not what it should be'],
  ['no direction', '{"t":1,"dir":"broker","text":"A"}', 'dir is not what it should be'],
  ['no time', '{"dir":"host","text":"A"}', 't is not what it should be'],
  ['no object', '7', 'it is no object'],
  ['an event without its side', '{"t":1,"event":"opened"}', 'side is not what it should be'],
])('a broken line in the middle is told with its number: %s', async (_, line, why) => {
  const path = recordingPath();
  writeFileSync(path, `${HEADER}{"t":1,"event":"ended"}\n${line}\n{"t":2,"event":"ended"}\n`);
  await expect(entriesIn(path)).rejects.toThrow(`${path}:3: the line cannot be read`);
  await expect(entriesIn(path)).rejects.toThrow(why);
});

test('events and fields of later versions are let pass, a later format is not, nor is what is no recording', async () => {
  const path = recordingPath();
  writeFileSync(
    path,
    `\ufeff${HEADER}\n{"t":1,"event":"thunder","x":1}\n{"t":1,"dir":"host","text":"A","colour":"red"}\r\n`,
  );
  expect(bytesOf(await entriesIn(path), 'host').toString()).toBe('A');
  writeFileSync(path, '{"format":"atmqtt-recording","version":2}\n');
  await expect(entriesIn(path)).rejects.toThrow('is a recording of version 2');
  for (const content of ['', 'hello\n', '{"format":"pcap"}\n', '\x00\xff\n', HEADER.slice(0, 20)]) {
    writeFileSync(path, content, 'latin1');
    await expect(entriesIn(path)).rejects.toThrow('is no recording');
  }
  await expect(entriesIn(join(path, 'x'))).rejects.toThrow('cannot be read');
});

test('secrets are masked however they are cut, in the echo too, and data of a password keeps its length', async () => {
  const secret = 'h\\,unter2';
  const host = `AT+CWJAP="ap","${secret}"\r\nAT+MQTTLONGPASSWORD=0,10\r\n`;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(host.length), { maxLength: 6 }), async (cuts) => {
      const path = recordingPath();
      const clock = new ManualClock();
      const file = opened(path);
      const masking = new MaskingListener(new Recorder(file, { masked: true }, clock), clock);
      const places = [0, ...cuts.sort((a, b) => a - b), host.length];
      for (const [at, from] of places.entries()) {
        const part = Buffer.from(host.slice(from, places[at + 1] ?? host.length));
        masking.bytes('host', part, true);
        masking.bytes('module', part, true);
        await clock.advance(2000);
      }
      masking.bytes('module', Buffer.from('\r\nOK\r\n\r\n>'), true);
      masking.bytes('host', Buffer.from('correct'), true);
      masking.bytes('host', Buffer.from('batAT\r\n'), true);
      masking.event({ event: 'ended' });
      await file.close();
      const entries = await entriesIn(path);
      const masked = 'AT+CWJAP="ap","***"\r\nAT+MQTTLONGPASSWORD=0,10\r\n';
      expect(bytesOf(entries, 'host').toString()).toBe(`${masked}${'*'.repeat(10)}AT\r\n`);
      expect(bytesOf(entries, 'module').toString()).toContain(masked);
      const all = readFileSync(path, 'utf8');
      for (const part of ['unter', 'correct', 'bat']) expect(all).not.toContain(part);
    }),
    { numRuns: 40 },
  );
});

test('a line without an end is told before it fills the memory', async () => {
  const path = recordingPath();
  writeFileSync(path, `${HEADER}{"t":1,"dir":"host","text":"${'x'.repeat(17_000_000)}`);
  await expect(entriesIn(path)).rejects.toThrow(
    `${path}:2: the line cannot be read: it is longer than 16 MiB.`,
  );
});

test(
  'a pipe that nobody reads takes no more than 16 MiB of memory, which is told once',
  needs('Unix'),
  async () => {
    const path = recordingPath();
    execFileSync('mkfifo', [path]);
    const told: string[] = [];
    const file = new RecordingFile(path, { failed: (reason) => told.push(textOf(reason)) });
    file.open();
    const recorder = new Recorder(file, {}, systemClock);
    for (let count = 0; count < 20; count++) recorder.bytes('host', Buffer.alloc(1_048_576, 'a'));
    expect(told).toEqual([expect.stringContaining('is not whole from here on: its reader is too slow')]);
    expect(await file.close()).toBeGreaterThan(4_000_000);
  },
);

test('a recording larger than memory may be is read with little memory', async () => {
  const path = recordingPath();
  writeFileSync(path, HEADER);
  const line = `${JSON.stringify({ t: 1, dir: 'host', base64: Buffer.alloc(32_768, 1).toString('base64') })}\n`;
  for (let count = 0; count < 40; count++) appendFileSync(path, line.repeat(50));
  const { entries } = await readRecording(path, () => {});
  let bytes = 0;
  let peak = 0;
  for await (const entry of entries) {
    if (entry.kind === 'chunk') bytes += entry.bytes.length;
    peak = Math.max(peak, process.memoryUsage().arrayBuffers);
  }
  expect(bytes).toBe(40 * 50 * 32_768);
  expect(peak).toBeLessThan(200_000_000);
});
