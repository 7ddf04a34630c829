import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseResponses } from '#at/parse-responses';
import {
  bare,
  data,
  each,
  flag,
  int,
  masked,
  port,
  type Response,
  response,
  shapeOf,
  text,
} from '#at/response';

describe('a response', () => {
  test('writes its words and its fields in their order', () => {
    const line = response`+X:${int('a')},(${text('b')})${flag('c')}`.line(-1, 'grün', true);
    expect(line).toEqual(Buffer.from('+X:-1,("grün")1'));
  });

  test('keeps bytes as they are', () => {
    const bytes = Buffer.from([0xff, 0x22, 0x0d, 0x0a]);
    const line = response`${text('a')},${bare('b')}`.line(bytes, bytes);
    expect(line).toEqual(Buffer.concat([Buffer.from('"'), bytes, Buffer.from('",'), bytes]));
  });

  test('may have no field, or nothing but one', () => {
    expect(response`No AP`.line().toString()).toBe('No AP');
    expect(response`${int('time')}`.line(1000).toString()).toBe('1000');
  });

  test('takes a name as part of its words', () => {
    expect(response`${'+CWMODE_CUR'}:${int('mode')}`.line(1).toString()).toBe('+CWMODE_CUR:1');
  });

  test('quotes a port only when it is a string', () => {
    const line = response`${port('a')},${port('b')}`.line('1883', 1883);
    expect(line.toString()).toBe('"1883",1883');
  });

  test('repeats a field, each behind a comma', () => {
    const servers = response`+X:0${each(text('server'))}`;
    expect(servers.line(['a', 'b']).toString()).toBe('+X:0,"a","b"');
    expect(servers.line([]).toString()).toBe('+X:0');
  });

  test('writes only the fields of a mask', () => {
    const point = response`+X:(${masked(int('a'), text('b'), int('c'))})`;
    const values: [number, string, number] = [1, 'two', 3];
    expect([0b111, 0b101, 0b010, 0].map((mask) => point.line({ mask, values }).toString())).toEqual([
      '+X:(1,"two",3)',
      '+X:(1,3)',
      '+X:("two")',
      '+X:()',
    ]);
  });

  test('is shown with the names of its fields', () => {
    const shape = shapeOf(
      response`+X:${int('a')},${text('b')}${each(int('c'))}(${masked(int('d'), text('e'))})`,
    );
    expect(shape).toBe('+X:<a>,<"b">[,<c>…](<d>,<"e">)');
  });
});

describe('a line that has come is read by its description', () => {
  function read(responses: readonly Response[], wire: string | Buffer) {
    return parseResponses(responses, Buffer.from(wire)).map(({ fields }) => fields);
  }

  const all = response`+X:${int('a')},${flag('b')},${text('c')},${bare('d')},${port('e')},${port('f')}${each(text('g'))}`;

  test('all kinds of fields', () => {
    const line = all.line(-1, true, 'grün, "x"', 'CET', 1883, '8883', ['one', 'two,"']);
    expect(read([all], line)).toEqual([
      { a: -1, b: 1, c: 'grün, "x"', d: 'CET', e: 1883, f: '8883', g: ['one', 'two,"'] },
    ]);
  });

  test('whatever a string holds, what is written is read', () => {
    const line = response`+X:${text('a')},${int('b')},${text('c')}`;
    const texts = fc.string({ unit: fc.constantFrom('a', '"', ',', '\r\n', 'ü') });
    fc.assert(
      fc.property(texts, fc.integer(), texts, (a, b, c) => {
        const [found] = parseResponses([line], line.line(a, b, c));
        // Quotes are not escaped, so that not every string comes back; the line does.
        expect(found?.bytes.equals(line.line(a, b, c)) || /["\r]/.test(a + c)).toBe(true);
        if (!/"/.test(a + c)) expect(found?.fields).toEqual({ a, b, c });
      }),
    );
  });

  test('data by its length, line ends and all, and what follows it', () => {
    const received = response`+R:${text('topic')},${int('length')},${data('data')}`;
    const [a, b] = [received.line('a', 6, '1\r\n"2,'), received.line('b', 0, '')];
    const wire = Buffer.concat([a, Buffer.from('\r\n'), b, Buffer.from('\r\n')]);
    expect(read([received], wire)).toEqual([
      { topic: 'a', length: 6, data: '1\r\n"2,' },
      { topic: 'b', length: 0, data: '' },
    ]);
    expect(read([received], '+R:"a",6,123')).toEqual([]);
  });

  test('all columns of a mask by their names, fewer as a list', () => {
    const point = response`+X:(${masked(int('a'), text('b'))})`;
    expect(read([point], '+X:(1,"two, three")\r\n+X:("two")\r\n')).toEqual([
      { a: 1, b: 'two, three' },
      { 'a,b': ['two'] },
    ]);
  });

  test('each by its own description, what none fits is left out', () => {
    const name = response`+X:${text('name')}`;
    const key = response`+X:${text('name')},${text('key')},${int('type')}`;
    expect(read([name, key], 'AT+X?\r\n\r\nready\r\n+X:"a","b",1\r\n+X:"c"\r\n+X:\r\nOK\r\n')).toEqual([
      { name: 'a', key: 'b', type: 1 },
      { name: 'c' },
    ]);
  });
});
