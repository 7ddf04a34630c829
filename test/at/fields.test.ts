import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fields } from '#at/fields';
import { textOf } from '#messages/message';

/** The fields of what follows the `=` of a line; columns count from the beginning of `AT+X=`. */
function fieldsOf(parameters: string | Buffer, lenientQuotes = false): Fields {
  const head = Buffer.from('AT+X=');
  const line = Buffer.concat([head, Buffer.from(parameters)]);
  const fields = new Fields();
  fields.split(line, 0, head.length, line.length, lenientQuotes);
  return fields;
}

function texts(fields: Fields): string[] {
  return Array.from({ length: fields.count }, (_, index) => fields.text(index));
}

describe('parameters are split', () => {
  test.each([
    ['', ['']],
    [',', ['', '']],
    ['0,"a",1', ['0', '"a"', '1']],
    ['"a,b"', ['"a', 'b"']],
    ['"a\\,b",c', ['"a\\,b"', 'c']],
    ['a\\\\,b', ['a\\\\', 'b']],
    ['a\\', ['a\\']],
  ])('%s', (parameters, expected) => {
    expect(texts(fieldsOf(parameters))).toEqual(expected);
  });

  test.each([
    ['"a,b",c', ['"a,b"', 'c']],
    ['"a\\",b",c', ['"a\\",b"', 'c']],
    ['"a,b', ['"a,b']],
  ])('leniently: %s', (parameters, expected) => {
    expect(texts(fieldsOf(parameters, true))).toEqual(expected);
  });

  test('anew for each line', () => {
    const fields = fieldsOf('"a\\,b","c"');
    const next = Buffer.from('AT+Y="plain"');
    fields.split(next, 0, 5, next.length, false);
    expect(fields.count).toBe(1);
    expect(fields.string(0)?.toString()).toBe('plain');
    expect(fields.omitted(1)).toBe(true);
  });

  test('as many as a line can hold', () => {
    expect(fieldsOf(','.repeat(254)).count).toBe(255);
  });
});

test('a parameter is omitted when it is empty or beyond the last', () => {
  const fields = fieldsOf('0,,""');
  expect([0, 1, 2, 3].map((index) => fields.omitted(index))).toEqual([false, true, false, true]);
});

describe('a number', () => {
  test.each([
    ['0', 0],
    ['007', 7],
    ['7200', 7200],
    ['-12', -12],
    ['0x1F', 31],
    ['0XfF', 255],
    ['-', 0],
    ['0x', 0],
    ['-0', 0],
    ['2147483647', 0x7fff_ffff],
    ['2147483648', -0x8000_0000],
    ['4294967295', -1],
    ['0xFFFFFFFF', -1],
    ['-2147483649', 0x7fff_ffff],
    ['-4294967295', 1],
    ['4294967296', Number.NaN],
    ['-4294967296', Number.NaN],
    ['0x100000000', Number.NaN],
  ])('may be %s', (typed, value) => expect(fieldsOf(typed).number(0)).toBe(value));

  test.each(['+1', '1.5', '1e3', ' 1', '1 ', '"1"', '-0x', '-0x1', '0xg', 'x', '١', '\\1'])(
    'may not be %s',
    (typed) => expect(fieldsOf(typed).number(0)).toBeUndefined(),
  );

  test('of 32 bits comes back', () => {
    fc.assert(
      fc.property(fc.integer(), fc.boolean(), (value, hexadecimal) => {
        const typed = hexadecimal && value >= 0 ? `0x${value.toString(16)}` : String(value);
        expect(fieldsOf(typed).number(0)).toBe(value);
      }),
    );
  });
});

describe('a string', () => {
  test.each([
    ['""', ''],
    ['"', ''],
    ['"a b"', 'a b'],
    ['"\\""', '"'],
    ['"\\\\"', '\\'],
    ['"\\a\\,"', 'a,'],
  ])('%s is %s', (typed, value) => expect(fieldsOf(typed).string(0)?.toString()).toBe(value));

  test.each(['a', '"a', 'a"', '"a"b', '"a"b"', '"a\\"', '"a\\\\"b"', 'x"a"', ''])('is not %s', (typed) =>
    expect(fieldsOf(typed).string(0)).toBeUndefined(),
  );

  test('of any bytes comes back once it was escaped', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 5 }), (values) => {
        const typed = Buffer.concat(values.flatMap((value) => [Buffer.from(','), quote(value)])).subarray(1);
        const fields = fieldsOf(typed);
        expect(fields.count).toBe(values.length);
        for (const [index, value] of values.entries()) {
          expect(fields.string(index)).toEqual(Buffer.from(value));
        }
      }),
    );
  });
});

function quote(value: Uint8Array): Buffer {
  const escaped = [...value].flatMap((byte) =>
    '",\\'.includes(String.fromCharCode(byte)) ? [0x5c, byte] : [byte],
  );
  return Buffer.from([0x22, ...escaped, 0x22]);
}

describe('the reason why a parameter could not be read', () => {
  test.each([
    ['0,"t","1', 2, 'string', 'parameter 3 has no closing double quote'],
    [
      '0,"topic","{\\"a\\":1,\\"b\\":2}",0,0',
      2,
      'string',
      "parameter 3 ended at column 25: an unescaped ',' – write \\,",
    ],
    ['0,t', 1, 'string', 'parameter 2 at column 8 is a string and must be in double quotes'],
    ['"say "hi""', 0, 'string', 'parameter 1 has a double quote inside, before column 15 – write \\"'],
    ['"x\\"', 0, 'string', 'parameter 1 has no closing double quote'],
    ['0,"1"', 1, 'number', 'parameter 2 is a number and must not be quoted'],
    ['0,1a', 1, 'number', 'parameter 2 at column 8 is not a number'],
  ] as const)('%s', (parameters, index, wanted, reason) => {
    expect(textOf(fieldsOf(parameters).complaint(index, wanted))).toBe(reason);
  });
});
