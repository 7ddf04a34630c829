import { expect, onTestFinished, test } from 'vitest';
import { createMemoryPort, type PortSpec } from '#ports/index';
import { DEFAULT_LINE, type LineSettings } from '#ports/serial-line';
import type { RecordingEntry } from '#recording/read-recording';
import { Replay, type ReplayOptions } from '#recording/replay/replay';
import { ReplayLine } from '#recording/replay/replay-line';
import { TestHost } from '#testing/index';
import { systemTimers } from '#time/timers';

const HEADER = { format: 'atmqtt-recording', version: 1 } as const;
const FAST: LineSettings = { ...DEFAULT_LINE, baud: 921_600 };

type Part =
  | Omit<Extract<RecordingEntry, { kind: 'event' }>, 'line'>
  | { t: number; dir: 'host' | 'module'; text: string; undelivered?: true };

async function* entriesOf(parts: readonly Part[]): AsyncGenerator<RecordingEntry> {
  for (const [index, part] of parts.entries()) {
    const line = index + 2;
    if ('kind' in part) yield { ...part, line };
    else
      yield {
        kind: 'chunk',
        line,
        t: part.t,
        dir: part.dir,
        bytes: Buffer.from(part.text),
        undelivered: part.undelivered === true,
      };
  }
}

/** A replay at a port in memory whose line can be set. */
async function startReplay(parts: readonly Part[], options: Partial<ReplayOptions> = {}) {
  const memory = createMemoryPort();
  const set: LineSettings[] = [];
  const spec: PortSpec = {
    ...memory,
    open: (events) =>
      memory.open({
        ...events,
        host: (stream, name) =>
          events.host(stream, name, {
            line: {
              settings: DEFAULT_LINE,
              async set(settings) {
                set.push(settings);
              },
            },
          }),
      }),
  };
  const line = new ReplayLine(spec, systemTimers, { notice() {} });
  onTestFinished(() => line.close());
  const replay = new Replay({ header: HEADER, entries: entriesOf(parts) }, line, {
    as: 'module',
    fast: true,
    patienceMs: 2000,
    timers: systemTimers,
    signal: new AbortController().signal,
    notice() {},
    ...options,
  });
  await line.open();
  return { outcome: replay.run(), host: new TestHost(memory.host, { timeout: 2000 }), set };
}

const lineEvent = (t: number, settings: LineSettings): Part => ({
  kind: 'event',
  t,
  event: { event: 'line', side: 'module', ...settings },
});

test.each([
  ['with the line that it began with', [lineEvent(0, DEFAULT_LINE)]],
  ['without it', []],
])('the line is set where the module set it when it was recorded, %s', async (_, before) => {
  const { outcome, host, set } = await startReplay([
    ...before,
    { t: 1, dir: 'host', text: 'AT+UART_CUR=921600,8,1,0,0\r\n' },
    { t: 2, dir: 'module', text: '\r\nOK\r\n' },
    lineEvent(3, FAST),
    { t: 4, dir: 'host', text: 'AT\r\n' },
    { t: 5, dir: 'module', text: '\r\nOK\r\n' },
  ]);
  host.send('AT+UART_CUR=921600,8,1,0,0\r\n');
  await host.expect('OK\r\n');
  host.send('AT\r\n');
  await host.expect('OK\r\n');
  expect((await outcome).difference).toBeUndefined();
  expect(set).toEqual([FAST]);
});

test('what nobody heard is not said again, and what a host said to nobody is awaited', async () => {
  const { outcome, host } = await startReplay([
    { t: 0, dir: 'module', text: 'ready\r\n', undelivered: true },
    { t: 1, dir: 'host', text: 'AT\r\n', undelivered: true },
    { t: 2, dir: 'host', text: 'AT\r\n' },
    { t: 3, dir: 'module', text: '\r\nOK\r\n' },
  ]);
  host.send('AT\r\nAT\r\n');
  await host.expect('OK\r\n');
  expect(await outcome).toMatchObject({ matched: 8, sent: 6, difference: undefined });
});
