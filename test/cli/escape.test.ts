import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type EscapeArguments, printEscaped } from '#cli/escape';
import { DEFAULT_FIRMWARE } from '#firmware/releases';
import type { Message } from '#messages/message';
import { folder } from '../support/folder.ts';
import { said } from '../support/said.ts';

type EscapeOptions = Partial<EscapeArguments>;

/** Escapes these words. @returns what was written and warned of */
async function escaped(words: readonly string[], options: EscapeOptions = {}, input = '') {
  const written: Buffer[] = [];
  const warned: Message[] = [];
  await printEscaped(
    words,
    { link: '0', qos: '0', firmware: DEFAULT_FIRMWARE, follow: 'manual', ...options },
    {
      write: (bytes) => written.push(bytes),
      warn: (warning) => warned.push(warning),
      readInput: async () => Buffer.from(input),
    },
  );
  return { written: Buffer.concat(written).toString(), warned };
}

const parameter = (number: number, name: string) => ({
  key: 'escaping.parameter',
  params: { parameter: number, name },
});
const SUBSCRIBE = { command: 'AT+MQTTSUB' };

describe('what cannot be escaped is refused', () => {
  const refused: [string, readonly string[], EscapeOptions, string, unknown][] = [
    ['no topic', [], {}, 'noTopic', undefined],
    ['no payload', ['t'], {}, 'noPayload', undefined],
    ['a payload twice', ['t', 'p'], { file: 'f' }, 'twoPayloads', undefined],
    ['a payload of two words', ['t', 'p', 'q'], {}, 'tooMany', { given: 3 }],
    ['standard input twice', ['-', '-', '0'], SUBSCRIBE, 'twoInputs', undefined],
    [
      'a command that there is not',
      ['0'],
      { command: 'mqttsubs', firmware: '4.1' },
      'commandUnknown',
      { name: 'AT+MQTTSUBS', firmware: '4.1' },
    ],
    [
      'a file that is not there',
      ['t'],
      { file: '/nowhere/p' },
      'unreadable',
      {
        path: '/nowhere/p',
        why: {
          key: 'errors.foreign',
          params: { text: "ENOENT: no such file or directory, open '/nowhere/p'" },
        },
      },
    ],
    ['parameters of a command without', ['1'], { command: 'GMR' }, 'noParameters', { name: 'AT+GMR' }],
    [
      'too few parameters',
      ['0'],
      SUBSCRIBE,
      'count',
      { name: 'AT+MQTTSUB', names: ['LinkID', 'topic', 'qos'], needed: 3, given: 1 },
    ],
    [
      'a word for a number',
      ['one', 't', '0'],
      SUBSCRIBE,
      'noNumber',
      { what: parameter(1, 'LinkID'), typed: 'one' },
    ],
    [
      'a line feed between quotes',
      ['0', 'a\nb', '0'],
      SUBSCRIBE,
      'unquotable',
      { what: parameter(2, 'topic'), byte: 10, at: 1 },
    ],
  ];
  test.each(refused)('%s', async (_, words, options, key, params) => {
    await expect(escaped(words, options)).rejects.toMatchObject({
      name: 'UsageError',
      reason: { key: `escaping.${key}`, params },
    });
  });
});

describe('a person is warned', () => {
  test.each([
    ['of a topic', ['t\ufffd', 'p'], {}, { key: 'mqtt.topic', params: undefined }],
    ['of a payload', ['t', '\ufffd'], {}, { key: 'escaping.payload', params: undefined }],
    ['of a parameter', ['0', '\ufffd', '0'], SUBSCRIBE, parameter(2, 'topic')],
  ])('%s that was not UTF-8', async (_, words, options, what) => {
    const { warned } = await escaped(words, options);
    expect(warned).toEqual([{ key: 'escaping.replaced', params: { what } }]);
  });

  test('of a password on the command line, and not of one on standard input', async () => {
    const options = { command: 'AT+MQTTUSERCFG', language: 'at' } as const;
    const words = (password: string) => ['0', '1', 'desk', 'me', password, '0', '0', ''];
    expect((await escaped(words('secret'), options)).warned).toEqual([
      { key: 'escaping.secretShown', params: { what: parameter(5, 'password') } },
    ]);
    const { warned, written } = await escaped(words('-'), options, 'secret');
    expect([warned, written]).toEqual([[], 'AT+MQTTUSERCFG=0,1,"desk","me","secret",0,0,""\n']);
  });
});

describe('a payload that no line can hold', () => {
  const why = {
    key: 'escaping.unquotable',
    params: { what: parameter(3, 'data'), byte: 10, at: 1 },
  };
  const reason = { key: 'escaping.inDataMode', params: { why, name: 'AT+MQTTPUBRAW' } };

  test('is explained above its lines', async () => {
    const told = said();
    const { written } = await escaped(['t', 'a\nb']);
    expect(told).toEqual([reason, { key: 'escaping.afterPrompt', params: { bytes: 3 } }]);
    expect(written).toContain('AT+MQTTPUBRAW=0,"t",3,0,0\n');
  });

  test('is explained besides where a program reads the lines', async () => {
    const { warned, written } = await escaped(['t', 'a\nb'], { language: 'at' });
    expect(warned).toEqual([reason]);
    expect(written).toBe('AT+MQTTPUBRAW=0,"t",3,0,0\na\nb');
  });

  test('is not shown where it is no text', async () => {
    const file = join(folder(), 'payload');
    writeFileSync(file, Buffer.of(0xff));
    const told = said();
    await escaped(['t'], { file, raw: true });
    expect(told).toEqual([
      { key: 'escaping.afterPrompt', params: { bytes: 1 } },
      { key: 'escaping.notShown', params: undefined },
    ]);
  });
});
