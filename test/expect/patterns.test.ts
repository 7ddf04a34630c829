import { describe, expect, test } from 'vitest';
import { parsePattern } from '#expect/patterns';
import { Scanner } from '#expect/scanner';

const patterns = (...texts: string[]) => texts.map((text) => parsePattern('--expect', text));

/** What a scanner says to pieces: `e0` the first expectation is met, `f1` the second of what must not come. */
function scan(expects: string[], fails: string[], ...pieces: string[]): string[] {
  const scanner = new Scanner(patterns(...expects), patterns(...fails));
  return pieces.map((piece) =>
    scanner
      .feed(piece)
      .map(({ kind, index }) => `${kind.charAt(0)}${index}`)
      .join(' '),
  );
}

describe('a pattern', () => {
  test.each([
    ['', '--expect takes a text that is not empty.'],
    ['/(/', '--expect /(/ is not a regular expression: Unterminated group.'],
    ['/a/q', "--expect /a/q is not a regular expression: Invalid flags supplied to RegExp constructor 'q'."],
    ['//', '--expect // matches an empty text, so it checks nothing.'],
    ['/x*/', '--expect /x*/ matches an empty text, so it checks nothing.'],
  ])('cannot be %j', (text, reason) => {
    expect(() => parsePattern('--expect', text)).toThrow(
      expect.objectContaining({ name: 'UsageError', message: reason }),
    );
  });

  test.each([
    ['OK', 'xOKx', 1, 3],
    ['/', 'a/b', 1, 2],
    ['/^OK$/m', 'x\r\nOK\r\n', 3, 5],
    ['/ok/i', 'OK', 0, 2],
    ['/温+/', 'x温温', 1, 3],
    ['a.c', 'abc a.c', 4, 7],
  ])('%s is found in %j', (text, all, from, to) => {
    expect(parsePattern('--expect', text).find(all, 0, 0)).toEqual({ from, to });
  });
});

describe('a scanner', () => {
  test('meets expectations in their order only', () => {
    expect(scan(['a', 'b'], [], 'b', 'a', 'x', 'b')).toEqual(['', 'e0', '', 'e1']);
  });

  test('meets several in one piece, each behind the one before', () => {
    expect(scan(['OK', 'OK', 'OK'], [], 'OK OK')).toEqual(['e0 e1']);
    expect(scan(['aa', 'a'], [], 'aa')).toEqual(['e0']);
  });

  test('finds what spans pieces', () => {
    expect(
      scan(['CONNECTED', '/:\\d\\r\\n\\r\\nOK/'], ['ERROR'], '+MQTTCONN', 'ECTED:0', '\r\n\r\n', 'OK'),
    ).toEqual(['', 'e0', '', 'e1']);
    expect(scan([], ['ERROR'], 'ERR', 'OR')).toEqual(['', 'f0']);
  });

  test('lets what must not come go first', () => {
    expect(scan(['OK'], ['nothing', 'ERROR'], 'OK ERROR')).toEqual(['f1']);
  });

  test('does not find again what it found', () => {
    expect(scan(['a', '/a|b/'], [], 'a', 'x', 'b')).toEqual(['e0', '', 'e1']);
  });

  test('goes on for ever, with lines whole at the start of what it keeps', () => {
    const line = `${'x'.repeat(62)}\r\n`;
    const scanner = new Scanner(patterns('/^END$/m', 'never'), patterns('/^x{1,61}$/m'));
    for (let index = 0; index < 5000; index++) expect(scanner.feed(line)).toEqual([]);
    expect(scanner.feed('END\r\n')).toEqual([{ kind: 'expect', index: 0 }]);
    for (let index = 0; index < 5000; index++) expect(scanner.feed(line)).toEqual([]);
    expect(scanner.feed('never')).toEqual([{ kind: 'expect', index: 1 }]);
  });

  test('finds in one large piece', () => {
    expect(scan(['needle'], [], `${'x'.repeat(500_000)}needle${'x'.repeat(500_000)}`)).toEqual(['e0']);
  });
});
