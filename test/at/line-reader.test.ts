import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineReader, MAX_LINE_BYTES } from '#at/line-reader';
import { TERMINATORS, type Terminator } from '#at/terminator';

/**
 * What a reader reports, as text. A line `DATA n` asks for n bytes of data, `PAUSE` stops the reader, `REST` takes what
 * is left of its chunk; a chunk `NO` is refused.
 */
class Report {
  readonly entries: string[] = [];
  readonly reader: LineReader;
  /** The bytes that came back, as an echo would. */
  echo = '';
  #data = '';

  constructor(terminator: Terminator) {
    this.reader = new LineReader(terminator, {
      refuses: (chunk) => {
        const refused = chunk.toString() === 'NO';
        if (refused) this.entries.push('refused');
        return refused;
      },
      line: (bytes, from, to, end, seen, nul) => {
        this.echo += bytes.toString('latin1', from + seen, end);
        const text = bytes.toString('latin1', from, to);
        this.entries.push(nul ? `nul ${text}` : `line ${text}`);
        const data = /^DATA (\d)$/.exec(text);
        if (data !== null) this.reader.expectData(Number(data[1]));
        if (text === 'PAUSE') this.reader.pause();
        if (text === 'REST') this.entries.push(`rest ${this.reader.takeRest()}`);
      },
      overlong: (raw, seen) => {
        this.echo += raw.toString('latin1', seen);
        this.entries.push(`overlong ${raw.length}`);
      },
      partial: (fresh) => {
        this.echo += fresh.toString('latin1');
      },
      dropped: (bytes) => this.entries.push(`dropped ${bytes}`),
      data: (bytes, remaining) => {
        this.#data += bytes.toString('latin1');
        if (remaining > 0) return;
        this.entries.push(`data ${this.#data}`);
        this.#data = '';
      },
      endedAlone: () => this.entries.push('alone'),
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
    const said = (report: Report) => report.entries.filter((entry) => entry !== 'alone');
    expect(said(new Report(terminator).feed(bytes))).toEqual(entries);
    expect(said(new Report(terminator).feed(...bytes))).toEqual(entries);
  });

  test('a terminator may come in two chunks', () => {
    expect(new Report('crlf').feed('a\r', '\n').entries).toEqual(['line a']);
    expect(new Report('any').feed('a\r', '\nb\r').entries).toEqual(['line a', 'line b']);
  });

  test('that end in CR without LF are told of as soon as something else comes', () => {
    expect(new Report('any').feed('a\rb\r\n').entries.sort()).toEqual(['alone', 'line a', 'line b']);
    expect(new Report('any').feed('a\r').entries).toEqual(['line a']);
    expect(new Report('any').feed('a\r', 'b').entries).toEqual(['line a', 'alone']);
  });

  test('of 256 bytes with the terminator are the longest', () => {
    const longest = 'x'.repeat(MAX_LINE_BYTES - 2);
    expect(new Report('crlf').feed(`${longest}\r\n`).entries).toEqual([`line ${longest}`]);
    expect(new Report('crlf').feed(`${longest}x\r\nb\r\n`).entries).toEqual(['overlong 257', 'line b']);
    expect(new Report('crlf').feed(`${longest}x`, '\r\nb\r\n').entries).toEqual(['overlong 257', 'line b']);
    expect(new Report('cr').feed(`${longest}x\r`).entries).toEqual([`line ${longest}x`]);
    const huge = `${'x'.repeat(2000)}\r\n`;
    expect(new Report('crlf').feed(huge)).toMatchObject({ entries: ['overlong 2002'], echo: huge });
  });

  test('are dropped once 256 bytes have come without an end, and what follows begins a new one', () => {
    const report = new Report('crlf').feed('x'.repeat(255));
    expect(report.entries).toEqual([]);
    expect(report.feed('y').entries).toEqual(['dropped 256']);
    expect(report.feed('b\r\n').entries).toEqual(['dropped 256', 'line b']);
    expect(new Report('crlf').feed(`${'x'.repeat(300)}\r`, '\n', 'b\r\n').entries).toEqual([
      'dropped 301',
      'line \nb',
    ]);
    expect(report.echo).toBe(`${'x'.repeat(255)}yb\r\n`);
  });

  test('are echoed once, however their bytes come', () => {
    expect(new Report('crlf').feed('AT', '+G', 'MR\r', '\n').echo).toBe('AT+GMR\r\n');
  });

  test('have no NUL at their beginning, and are told of one elsewhere', () => {
    const report = new Report('crlf').feed('\0\0a\r\n\0', '\0b\r\nc\0\r\nd\r\n', 'e\0', 'f\r\n', 'g\r\n');
    expect(report.entries).toEqual(['line a', 'line b', 'nul c\0', 'line d', 'nul e\0f', 'line g']);
  });
});

describe('a chunk', () => {
  test('may be refused, in the middle of a line too', () => {
    const report = new Report('crlf').feed('a', 'NO', 'b\r\n');
    expect(report.entries).toEqual(['refused', 'line ab']);
  });

  test('may be taken from behind a line on', () => {
    expect(new Report('crlf').feed('REST\r\nb\r\nc', 'd\r\n').entries).toEqual([
      'line REST',
      'rest b\r\nc',
      'line d',
    ]);
  });

  test('stays one while the reader is paused', () => {
    const report = new Report('crlf').feed('PAUSE\r\n', 'REST\r\na', 'NO', 'b\r\n');
    report.reader.resume();
    expect(report.entries).toEqual(['line PAUSE', 'line REST', 'rest a', 'refused', 'line b']);
  });

  test('does not end in the LF that a CR began', () => {
    expect(new Report('any').feed('REST\r\n').entries).toEqual(['line REST', 'rest ']);
    expect(new Report('any').feed('REST\r', '\n', 'NO').entries).toEqual(['line REST', 'rest ', 'refused']);
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

test('how the bytes are cut makes no difference to lines that are not too long', () => {
  const piece = fc.oneof(
    fc.constantFrom('\r\n', '\r', '\n', 'DATA 3', 'DATA 3\r\n', 'AT'),
    fc.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  );
  const stream = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(fc.constantFrom(...TERMINATORS), stream, fc.array(fc.nat(300)), (terminator, bytes, cuts) => {
      const whole = new Report(terminator).feed(bytes);
      const pieces = new Report(terminator).feed(...cut(bytes, cuts));
      const said = ({ entries }: Report) =>
        entries.filter((entry) => entry !== 'alone' && entry !== 'refused');
      expect(said(pieces)).toEqual(said(whole));
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
