import { describe, expect, test } from 'vitest';
import { bare, each, flag, int, masked, port, response, shapeOf, text } from '#at/response';

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
