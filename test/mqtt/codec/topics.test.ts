import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type Message, textOf } from '#messages/message';
import { checkTopicFilter, checkTopicName } from '#mqtt/codec/topics';

const bytes = (text: string) => Buffer.from(text);
const text = (problem: Message | undefined) => problem && textOf(problem);
const TOO_LONG = Buffer.alloc(65_536, 'a');

describe('a topic name', () => {
  test.each([
    'a',
    '/',
    '//',
    'a/b/c',
    ' ',
    '温度/室内',
    '$SYS/broker',
    'é',
    '\uFEFFa',
    '😀',
    'a'.repeat(65_535),
  ])('may be %s', (topic) => {
    expect(checkTopicName(bytes(topic))).toBeUndefined();
  });

  test.each([
    ['empty', bytes(''), 'empty'],
    ['with +', bytes('a/+/b'), "wildcard '+'"],
    ['with #', bytes('a#'), "wildcard '#'"],
    ['with NUL', bytes('a\0b'), 'NUL'],
    ['longer than 65535 bytes', TOO_LONG, '65536 bytes'],
    ['with a lone continuation byte', Buffer.from([0x61, 0x80]), 'UTF-8'],
    ['cut off inside a character', Buffer.from([0xf0, 0x9f, 0x98]), 'UTF-8'],
    ['with an encoded surrogate', Buffer.from([0xed, 0xa0, 0x80]), 'UTF-8'],
    ['with an overlong NUL', Buffer.from([0xc0, 0x80]), 'UTF-8'],
    ['beyond U+10FFFF', Buffer.from([0xf4, 0x90, 0x80, 0x80]), 'UTF-8'],
  ])('may not be %s', (_, topic, reason) => {
    expect(text(checkTopicName(topic))).toContain(reason);
  });

  it('of any text without wildcards and NUL is fine', () => {
    const topics = fc.string({ unit: 'grapheme', minLength: 1 }).filter((s) => !/[+#\0]/.test(s));
    fc.assert(fc.property(topics, (topic) => checkTopicName(bytes(topic)) === undefined));
  });
});

describe('a topic filter', () => {
  test.each(['#', '+', '/#', '/+', '+/+', 'a/#', 'a/+/b/#', '+/', '温度/#', '$SYS/#', 'a'])(
    'may be %s',
    (filter) => {
      expect(checkTopicFilter(bytes(filter))).toBeUndefined();
    },
  );

  test.each([
    ['', 'empty'],
    ['a#', "'#' must fill"],
    ['a/#/b', 'must be the last'],
    ['#/', 'must be the last'],
    ['##', 'must be the last'],
    ['a+', "'+' must fill"],
    ['+a', "'+' must fill"],
    ['a/+b/c', "'+' must fill"],
    ['a/b+/c', "'+' must fill"],
    ['a\0', 'NUL'],
  ])('may not be %j', (filter, reason) => {
    expect(text(checkTopicFilter(bytes(filter)))).toContain(reason);
  });

  it('may be neither too long nor broken UTF-8', () => {
    expect(text(checkTopicFilter(TOO_LONG))).toContain('65536 bytes');
    expect(text(checkTopicFilter(Buffer.from([0xff])))).toContain('UTF-8');
  });
});
