import { Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { EventStream } from '#expect/event-stream';
import { eventSchema } from '#expect/events';
import { ManualClock } from '#testing/manual-clock';

const WALL = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

/** A reader that takes a line only when it is told to. */
class SlowReader extends Writable {
  readonly lines: string[] = [];
  #take: (() => void) | undefined;

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#take = () => {
      this.lines.push(chunk.toString());
      done();
    };
  }

  /** Takes all that waits. */
  async read(): Promise<void> {
    for (;;) {
      const take = this.#take;
      if (take === undefined) return;
      this.#take = undefined;
      take();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function fixture() {
  const reader = new SlowReader();
  let gone = 0;
  const clock = new ManualClock(WALL);
  const stream = new EventStream({ stream: reader, clock, gone: () => gone++ });
  return { reader, stream, clock, gone: () => gone };
}

test('an event is a line of JSON with its time', async () => {
  const { reader, stream } = fixture();
  stream.write({ event: 'message', module: 'module0', line: 'a\u2028"b' });
  await reader.read();
  const [line = ''] = reader.lines;
  expect(line.endsWith('\n')).toBe(true);
  const event: unknown = JSON.parse(line);
  expect(event).toEqual({
    event: 'message',
    time: '2026-01-02T03:04:05.678Z',
    module: 'module0',
    line: 'a\u2028"b',
  });
  expect(eventSchema.parse(event)).toEqual(event);
});

test('a slow reader loses events, which are counted, and memory does not grow', async () => {
  const { reader, stream } = fixture();
  const line = 'x'.repeat(10_000);
  const written = 1000;
  for (let index = 0; index < written; index++) stream.write({ event: 'message', module: 'm', line });
  expect(reader.writableLength).toBeLessThan(1_100_000);
  await reader.read();
  const events = reader.lines.map((each) => eventSchema.parse(JSON.parse(each)));
  const dropped = events.filter((event) => event.event === 'dropped');
  expect(dropped).toHaveLength(1);
  expect(events.length - 1 + (dropped[0]?.count ?? 0)).toBe(written);
  // Where they are missing, behind what was written before.
  expect(events.at(-1)?.event).toBe('dropped');
  stream.write({ event: 'message', module: 'm', line: 'after' });
  await reader.read();
  expect(reader.lines.at(-1)).toContain('after');
});

describe('a reader that goes', () => {
  test('is told of once', async () => {
    const { reader, stream, gone } = fixture();
    stream.write({ event: 'message', module: 'm', line: 'x' });
    reader.destroy(new Error('EPIPE'));
    await new Promise((resolve) => reader.once('close', resolve));
    stream.write({ event: 'message', module: 'm', line: 'y' });
    await stream.flush(1000);
    expect(gone()).toBe(1);
  });
});

test('the last events are waited for, but not for ever', async () => {
  const { reader, stream, clock } = fixture();
  stream.write({ event: 'message', module: 'm', line: 'last' });
  const givenUp = stream.flush(1_000);
  clock.advance(1_000);
  await givenUp;
  expect(reader.lines).toEqual([]);
  const flushed = stream.flush(60_000);
  await reader.read();
  await flushed;
  expect(reader.lines.join('')).toContain('last');
});
