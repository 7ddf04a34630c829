import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandsFor } from '#commands/index';
import { type EscapedCommand, escapeCommand } from '#escape/command';
import { type EscapedPublish, escapePublish, type PublishOptions } from '#escape/publish';
import { textOf } from '#messages/message';
import { parseSettings } from '#module/settings/parse';
import { createTestModule, settled, type TestModule } from '#testing/index';

const settings = parseSettings({});

function command(name: string, ...values: readonly (string | Buffer)[]): EscapedCommand {
  const row = commandsFor(settings).find((each) => each.name === name);
  if (row === undefined) throw new Error(name);
  return escapeCommand(
    row,
    values.map((value) => Buffer.from(value as string)),
  );
}

function publish(
  topic: string | Buffer,
  payload: string | Uint8Array,
  options: Partial<PublishOptions> = {},
): EscapedPublish {
  return escapePublish(
    {
      topic: Buffer.from(topic as string),
      payload: Buffer.from(payload as string),
      link: 0,
      qos: 0,
      retain: false,
      raw: false,
      heapBytes: settings.heapBytes,
      ...options,
    },
    (name, values) => command(name, ...values),
  );
}

const lineOf = ({ line }: EscapedCommand): string => line.toString();
const why = ({ why }: EscapedPublish): string | undefined => why && textOf(why);

describe('what is written publishes exactly the topic and the payload', () => {
  for (const follow of ['manual', 'module'] as const) {
    describe(`by a module that follows the ${follow}`, () => {
      let made: TestModule;
      beforeAll(async () => {
        made = await createTestModule({ broker: true, echo: false, settings: { follow } });
        await made.host.command('AT+CWJAP="lab","secret"');
        await made.host.command('AT+MQTTUSERCFG=0,1,"desk","","",0,0,""');
        await made.host.command('AT+MQTTCONN=0,"broker.example",1883,0');
      });
      afterAll(() => made.close());

      async function published({ line, data }: EscapedCommand) {
        const { host, broker } = made;
        const before = broker.messages.length;
        host.send(line);
        if (data !== undefined) {
          await host.expectNext('\r\nOK\r\n\r\n>');
          host.send(data);
          await host.expectNext('+MQTTPUB:OK\r\n');
        } else await host.expectNext('\r\nOK\r\n');
        await settled();
        expect(broker.messages.length).toBe(before + 1);
        return broker.messages[before];
      }

      const topics = fc
        .string({
          unit: fc.oneof(
            fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
            fc.constantFrom(...',"\\ ?;/'),
          ),
          minLength: 1,
          maxLength: 40,
        })
        .filter((topic) => !/[#+\0\r\n\ud800-\udfff]/u.test(topic) && Buffer.byteLength(topic) <= 128);
      const payloads = fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc
          .string({ unit: fc.constantFrom(...',"\\{}:a1 ?>\r\n\0é'), maxLength: 120 })
          .map((text) => Buffer.from(text)),
        fc.json().map((text) => Buffer.from(text)),
      );

      test('whatever they are', async () => {
        await fc.assert(
          fc.asyncProperty(
            topics,
            payloads,
            fc.boolean(),
            fc.boolean(),
            async (topic, payload, raw, retain) => {
              fc.pre(!raw || payload.length > 0);
              const escaped = publish(topic, payload, { raw, retain, qos: 1 });
              const got = await published(escaped);
              expect(got).toMatchObject({ topic, retain, qos: 1 });
              expect(got?.payload.equals(payload)).toBe(true);
            },
          ),
          { numRuns: 300 },
        );
      });

      test('up to the last byte of a line, and one more', async () => {
        for (let size = 215; size <= 235; size++) {
          const payload = 'x'.repeat(size);
          expect((await published(publish('garden/door', payload, { qos: 1 })))?.payload.toString()).toBe(
            payload,
          );
        }
        const [fits, exceeds] = [221, 222].map((size) => publish('garden/door', 'x'.repeat(size)));
        expect(fits).toMatchObject({ name: 'AT+MQTTPUB', why: undefined });
        expect(fits?.line.length).toBe(256);
        expect(exceeds).toMatchObject({ name: 'AT+MQTTPUBRAW' });
      });
    });
  }
});

test('AT+MQTTPUB with what must be escaped escaped', () => {
  expect(lineOf(publish('lamp/state', '{"on":true,"x":"a\\b"}'))).toBe(
    'AT+MQTTPUB=0,"lamp/state","{\\"on\\":true\\,\\"x\\":\\"a\\\\b\\"}",0,0\r\n',
  );
  expect(lineOf(publish('t', '', { link: 2, qos: 2, retain: true }))).toBe('AT+MQTTPUB=2,"t","",2,1\r\n');
});

test('AT+MQTTPUBRAW, and why, where a line cannot hold the payload', () => {
  const long = publish('a,b', '€'.repeat(80));
  expect([lineOf(long), long.data?.length]).toEqual(['AT+MQTTPUBRAW=0,"a\\,b",240,0,0\r\n', 240]);
  expect(why(long)).toMatch(/line of AT\+MQTTPUB would have 26\d bytes/);
  expect(why(publish('t', 'one\ntwo'))).toContain('a line feed (byte 4)');
  expect(why(publish('t', 'one\rtwo'))).toContain('a carriage return');
  expect(why(publish('t', '\0'))).toContain('NUL');
  expect(why(publish('t', 'x', { raw: true }))).toBeUndefined();
  expect(publish('t', 'x', { raw: true }).name).toBe('AT+MQTTPUBRAW');
});

test.each([
  ['', 'x', {}, /topic/],
  ['a/#', 'x', {}, /'#'/],
  ['a/+/b', 'x', {}, /'\+'/],
  ['a\nb', 'x', {}, /line feed/],
  ['a\0b', 'x', {}, /NUL|U\+0000|null/i],
  ['t'.repeat(129), 'x', {}, /129 bytes/],
  [','.repeat(128), 'x', {}, /256/],
  ['t', '', { raw: true }, /one byte/],
] as const)('topic %j with payload %j and %j cannot be published', (topic, payload, options, reason) => {
  expect(() => publish(topic, payload, options)).toThrow(reason);
});

test('AT+MQTTPUBRAW cannot publish an empty message', () => {
  expect(() => publish('t', '', { raw: true })).toThrow(
    expect.objectContaining({ reason: { key: 'escaping.noData', params: { name: 'AT+MQTTPUBRAW' } } }),
  );
});

test('more than the free memory of a module cannot be published', () => {
  expect(() => publish('t', 'x'.repeat(20), { heapBytes: 19, raw: true })).toThrow(
    expect.objectContaining({ reason: { key: 'escaping.tooLarge', params: { bytes: 20, free: 19 } } }),
  );
});

describe('another command', () => {
  test('has its strings between quotes and its numbers as they are', () => {
    expect(lineOf(command('AT+MQTTUSERCFG', '0', '1', 'id', 'us"er', 'a,b', '0', '0', '/mqtt'))).toBe(
      'AT+MQTTUSERCFG=0,1,"id","us\\"er","a\\,b",0,0,"/mqtt"\r\n',
    );
    expect(lineOf(command('AT+CWJAP', 'lab, upstairs', 'x'))).toBe('AT+CWJAP="lab\\, upstairs","x"\r\n');
    expect(lineOf(command('AT+CIPSNTPCFG', '1', '+0530'))).toBe('AT+CIPSNTPCFG=1,+0530\r\n');
    expect(lineOf(command('AT+CWMODE', '0x1'))).toBe('AT+CWMODE=0x1\r\n');
    expect(lineOf(command('AT+CIPSNTPCFG', '1', '8', 'ntp.example'))).toBe(
      'AT+CIPSNTPCFG=1,8,"ntp.example"\r\n',
    );
  });

  test('counts what follows in data mode', () => {
    expect(command('AT+MQTTLONGUSERNAME', '0', 'Grüße')).toMatchObject({
      line: Buffer.from('AT+MQTTLONGUSERNAME=0,7\r\n'),
      data: Buffer.from('Grüße'),
    });
  });

  test.each([
    ['AT+MQTTUSERCFG', ['0'], /8 parameters \(LinkID/],
    ['AT+MQTTUSERCFG', ['0', '1', 'id', 'u'.repeat(65), '', '0', '0', ''], /65 bytes; at most 64/],
    ['AT+MQTTCONN', ['0', 'h', 'x,1', '0'], /must be a number/],
    ['AT+MQTTCONN', ['0', 'h', 'abc', '0'], /must be a number, not "abc"/],
    ['AT+MQTTCONN', ['0', 'a\r\n', '1883', '0'], /carriage return/],
    ['AT+GMR', [], /no parameters/],
  ])('%s with %j is refused', (name, values, reason) => {
    expect(() => command(name, ...values)).toThrow(reason);
  });
});
