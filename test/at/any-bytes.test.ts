import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_LINE_BYTES } from '#at/line-reader';
import { TERMINATORS, type Terminator } from '#at/terminator';
import { settled, type TestHost } from '#testing/index';
import { type BareModule, bareModule } from '../support/bare-module.ts';

// The whole module, without a network: whatever comes, and however it is cut [B-LINE-4], [B-LINE-9], [B-DATA-2].

const LINE_END = { crlf: '\r\n', cr: '\r', lf: '\n', any: '\r\n' } as const;
const CONFIGURE = 'AT+MQTTUSERCFG=0,1,"c","u","p",0,0,""';

/** Lines that a module understands, some of which open a data phase, and lines that it does not. */
const line = fc.oneof(
  fc.constantFrom(
    CONFIGURE,
    CONFIGURE,
    'AT',
    'AT+SYSLOG=1',
    'AT+MQTTCONN?',
    'AT+MQTTCONN=0,"127.0.0.1",1883,0',
    'AT+MQTTCONNCFG=0,60,0,"w","m\\,n",1,0',
    'AT+MQTTLONGCLIENTID=0,5',
    'AT+MQTTLONGPASSWORD=0,12',
    'AT+MQTTALPN=0,2,"a","b"',
    'AT+MQTTPUB=0,"t","x",0,0',
    'AT+MQTTSUB?',
    'AT+MQTTCLEAN=0',
    'AT+CWMODE=2',
    'AT+SYSRAM?',
    'ATE0',
    'ATE1',
    'AT+RST',
    '+++',
    '',
  ),
  fc.constantFrom('x'.repeat(254), `AT${'x'.repeat(253)}`, 'AT+MQTTPUB='.padEnd(600, '"')),
);
const garbage = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const ended = fc.tuple(line, fc.constantFrom('own', 'own', 'own', '\r\n', '\r', '\n'));

/** A stream of bytes for a terminator, as pieces; `own` stands for that terminator. */
const stream = fc.record({
  terminator: fc.constantFrom(...TERMINATORS),
  pieces: fc.array(fc.oneof({ weight: 4, arbitrary: ended }, { weight: 1, arbitrary: garbage }), {
    maxLength: 20,
  }),
  cuts: fc.array(fc.oneof(fc.nat(3), fc.nat(120)), { maxLength: 60 }),
});

type Stream = typeof stream extends fc.Arbitrary<infer T> ? T : never;

function bytesOf({ terminator, pieces }: Stream): Buffer {
  const texts = pieces.map((piece) =>
    typeof piece === 'string' ? piece : piece[0] + (piece[1] === 'own' ? LINE_END[terminator] : piece[1]),
  );
  return Buffer.from(texts.join(''), 'latin1');
}

/** Where the cuts matter: `+++` alone in a chunk, and lines that are too long [B-DATA-6], [B-LINE-4]. */
function hangsOnCuts(input: Stream): boolean {
  const text = bytesOf(input).toString('latin1');
  const end = { crlf: /\r\n/, cr: /\r/, lf: /\n/, any: /[\r\n]/ }[input.terminator];
  return text.includes('+++') || text.split(end).some((each) => each.length >= MAX_LINE_BYTES - 2);
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    if (size === 0) continue;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return [...chunks, bytes.subarray(at)].filter((chunk) => chunk.length > 0);
}

interface Played {
  readonly bare: BareModule;
  readonly host: TestHost;
  readonly output: string;
}

async function play(terminator: Terminator, chunks: readonly Buffer[]): Promise<Played> {
  const bare = bareModule([`terminator=${terminator}`, 'wifi.autojoin=false']);
  const host = bare.addHost('host');
  for (const chunk of chunks) host.send(chunk);
  await settled();
  return { bare, host, output: host.takeUnread().toString('latin1') };
}

describe('whatever bytes come', () => {
  test('nothing is thrown, and AT answers OK once the data is filled and the line ended', async () => {
    await fc.assert(
      fc.asyncProperty(stream, async (input) => {
        const { terminator, cuts } = input;
        const { bare, host } = await play(terminator, cut(bytesOf(input), cuts));
        // What a command throws becomes the general error.
        expect(bare.log.filter((reason) => reason.includes('0x01010000'))).toEqual([]);
        const say = async (bytes: string | Buffer): Promise<void> => {
          host.send(bytes);
          await host.drain();
        };
        await say(Buffer.alloc(bare.module.at.dataRemaining));
        await say(LINE_END[terminator]);
        // The line just ended may have been a command that asks for data.
        await say(Buffer.alloc(bare.module.at.dataRemaining));
        await say(`ATE0${LINE_END[terminator]}`);
        host.send(`AT${LINE_END[terminator]}`);
        expect(await host.drain()).toBe('\r\nOK\r\n');
      }),
      { numRuns: 300 },
    );
  });

  test('the output is the same however short lines are cut', async () => {
    await fc.assert(
      fc.asyncProperty(stream, async (input) => {
        fc.pre(!hangsOnCuts(input));
        const bytes = bytesOf(input);
        const whole = await play(input.terminator, [bytes]);
        const pieces = await play(input.terminator, cut(bytes, input.cuts));
        expect(pieces.output).toBe(whole.output);
        expect(pieces.bare.module.at.dataRemaining).toBe(whole.bare.module.at.dataRemaining);
        expect(pieces.bare.module.links[0]?.user).toEqual(whole.bare.module.links[0]?.user);
      }),
      { numRuns: 300 },
    );
  });

  test('one byte at a time is a cut like any other', async () => {
    await fc.assert(
      fc.asyncProperty(stream, async (input) => {
        fc.pre(!hangsOnCuts(input));
        const bytes = bytesOf(input);
        const whole = await play(input.terminator, [bytes]);
        const single = await play(input.terminator, cut(bytes, new Array(bytes.length).fill(1)));
        expect(single.output).toBe(whole.output);
      }),
      { numRuns: 30 },
    );
  });
});
