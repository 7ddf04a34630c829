import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineReader, MAX_LINE_BYTES } from '#at/line-reader';
import { TERMINATORS, type Terminator } from '#at/terminator';

/** What a reader reports, as text. A line `DATA n` asks for n bytes of data, `PAUSE` stops the reader. */
class Report {
  readonly entries: string[] = [];
  readonly reader: LineReader;
  /** The bytes that came back, as an echo would. */
  echo = '';
  #data = '';

  constructor(terminator: Terminator, echoing = true) {
    this.reader = new LineReader(terminator, {
      line: (bytes, from, to, end, seen) => {
        this.echo += bytes.toString('latin1', from + seen, end);
        const text = bytes.toString('latin1', from, to);
        this.entries.push(`line ${text}`);
        const data = /^DATA (\d)$/.exec(text);
        if (data !== null) this.reader.expectData(Number(data[1]));
        if (text === 'PAUSE') this.reader.pause();
      },
      overlong: (raw, seen) => {
        this.echo += raw.toString('latin1', seen);
        this.entries.push(`overlong ${raw.length}`);
      },
      partial: (fresh) => {
        if (echoing) this.echo += fresh.toString('latin1');
        return echoing;
      },
      data: (bytes, remaining) => {
        this.#data += bytes.toString('latin1');
        if (remaining > 0) return;
        this.entries.push(`data ${this.#data}`);
        this.#data = '';
      },
    });
  }

  feed(...chunks: readonly (string | Uint8Array)[]): this {
    for (const chunk of chunks) this.reader.feed(Buffer.from(chunk as string, 'latin1'));
    return this;
  }
}

describe('lines', () => {
  test.each([
    ['crlf', 'a\rb\nc\r\nd', ['line a\rb\nc']],
    ['crlf', '\r\r\n', ['line \r']],
    ['cr', 'a\nb\rc', ['line a\nb']],
    ['lf', 'a\rb\nc', ['line a\rb']],
    ['any', 'a\rb\nc\r\nd\n\re\r', ['line a', 'line b', 'line c', 'line d', 'line ', 'line e']],
  ] as const)('with the terminator %s: %j', (terminator, bytes, entries) => {
    expect(new Report(terminator).feed(bytes).entries).toEqual(entries);
    expect(new Report(terminator).feed(...bytes).entries).toEqual(entries);
  });

  test('a terminator may come in two chunks', () => {
    expect(new Report('crlf').feed('a\r', '\n').entries).toEqual(['line a']);
    expect(new Report('any').feed('a\r', '\nb\r').entries).toEqual(['line a', 'line b']);
  });

  test('of 256 bytes with the terminator are the longest', () => {
    const longest = 'x'.repeat(MAX_LINE_BYTES - 2);
    expect(new Report('crlf').feed(`${longest}\r\n`).entries).toEqual([`line ${longest}`]);
    expect(new Report('crlf').feed(`${longest}x\r\nb\r\n`).entries).toEqual(['overlong 256', 'line b']);
    expect(new Report('cr').feed(`${longest}x\r`).entries).toEqual([`line ${longest}x`]);
  });

  test('an overlong one is reported with its 257th byte, before its terminator has come', () => {
    const report = new Report('crlf').feed('x'.repeat(256));
    expect(report.entries).toEqual([]);
    expect(report.feed('x', 'y').entries).toEqual(['overlong 256']);
    expect(report.feed('\r\n', 'b\r\n').entries).toEqual(['overlong 256', 'line b']);
  });

  test('the terminator of an overlong one may begin within its first 256 bytes', () => {
    expect(new Report('crlf').feed(`${'x'.repeat(255)}\r`, '\n', 'b\r\n').entries).toEqual([
      'overlong 256',
      'line b',
    ]);
  });

  test('are echoed once, however their bytes come', () => {
    expect(new Report('crlf').feed('AT', '+G', 'MR\r', '\n').echo).toBe('AT+GMR\r\n');
    expect(new Report('crlf', false).feed('AT', '+GMR\r\n').echo).toBe('AT+GMR\r\n');
  });
});

describe('data', () => {
  test('is taken from the very next byte on, and the byte behind it begins a line', () => {
    const report = new Report('crlf').feed('DATA 5\r\na\r\nb\r\nc\r\n');
    expect(report.entries).toEqual(['line DATA 5', 'data a\r\nb\r', 'line \nc']);
  });

  test('is not echoed', () => {
    expect(new Report('crlf').feed('DATA 3\r\nab', 'cd\r\n').echo).toBe('DATA 3\r\nd\r\n');
  });

  test('does not include the LF of a CR LF', () => {
    expect(new Report('any').feed('DATA 2\r\n\nab').entries).toEqual(['line DATA 2', 'data \na']);
    expect(new Report('any').feed('DATA 2\r', '\n', 'ab').entries).toEqual(['line DATA 2', 'data ab']);
  });

  test('ends early when the reader leaves it', () => {
    const report = new Report('crlf').feed('DATA 5\r\na');
    report.reader.leaveData();
    expect(report.feed('b\r\n').entries).toEqual(['line DATA 5', 'line b']);
  });
});

describe('a paused reader', () => {
  test('keeps back what follows, in the middle of a chunk and after it', () => {
    const report = new Report('crlf').feed('a\r\nPAUSE\r\nb\r\nc', '\r\n');
    expect(report.entries).toEqual(['line a', 'line PAUSE']);
    report.reader.resume();
    expect(report.entries).toEqual(['line a', 'line PAUSE', 'line b', 'line c']);
  });

  test('may be paused again by what it kept back', () => {
    const report = new Report('crlf').feed('PAUSE\r\nb\r\nPAUSE\r\nc\r\n');
    report.reader.resume();
    expect(report.entries).toEqual(['line PAUSE', 'line b', 'line PAUSE']);
    report.reader.resume();
    expect(report.entries.at(-1)).toBe('line c');
  });
});

test('a restart forgets the unfinished line and the data', () => {
  const report = new Report('crlf').feed('DATA 9\r\na');
  report.reader.reset();
  report.feed('half');
  report.reader.reset();
  expect(report.feed('b\r\n').entries).toEqual(['line DATA 9', 'line b']);
});

test('how the bytes are cut makes no difference', () => {
  const piece = fc.oneof(
    fc.constantFrom('\r\n', '\r', '\n', 'DATA 3', 'DATA 3\r\n', 'AT', 'x'.repeat(250)),
    fc.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  );
  const stream = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(fc.constantFrom(...TERMINATORS), stream, fc.array(fc.nat(300)), (terminator, bytes, cuts) => {
      const whole = new Report(terminator).feed(bytes);
      const pieces = new Report(terminator).feed(...cut(bytes, cuts));
      expect(pieces.entries).toEqual(whole.entries);
      expect(pieces.echo).toEqual(whole.echo);
    }),
  );
});

function cut(bytes: string, sizes: readonly number[]): string[] {
  const chunks: string[] = [];
  let rest = bytes;
  for (const size of sizes) {
    chunks.push(rest.slice(0, size));
    rest = rest.slice(size);
  }
  return [...chunks, rest];
}
