import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeComPort, encodeComPort } from '#ports/rfc2217/com-port';
import { TelnetDecoder, type TelnetToken } from '#ports/rfc2217/telnet/decoder';
import { encodeData, encodeNegotiation, encodeSubnegotiation } from '#ports/rfc2217/telnet/encode';

type Plain = { type: string; bytes?: number[] } & Record<string, unknown>;

/** Tokens as values, with neighbouring data joined: where it is cut means nothing. */
function plain(tokens: readonly TelnetToken[]): Plain[] {
  const all: Plain[] = [];
  for (const token of tokens) {
    const last = all.at(-1);
    if (token.type !== 'data') all.push({ ...token, ...('body' in token ? { body: [...token.body] } : {}) });
    else if (last?.type === 'data') last.bytes = [...(last.bytes ?? []), ...token.bytes];
    else all.push({ type: 'data', bytes: [...token.bytes] });
  }
  return all;
}

const decode = (...chunks: Uint8Array[]): Plain[] => {
  const decoder = new TelnetDecoder();
  return plain(chunks.flatMap((chunk) => decoder.decode(chunk)));
};

/** Bytes that are mostly telnet, so that the odd cases come up. */
const telnetBytes = fc
  .array(fc.oneof(fc.constantFrom(255, 240, 250, 251, 254, 246, 44, 0, 13), fc.integer({ min: 0, max: 255 })))
  .map((bytes) => Uint8Array.from(bytes));

describe('any bytes', () => {
  test('mean the same however they are cut, and never throw', () => {
    fc.assert(
      fc.property(telnetBytes, fc.array(fc.nat(40)), (bytes, cuts) => {
        const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const chunks = at.slice(1).map((to, index) => bytes.subarray(at[index], to));
        expect(decode(...chunks)).toEqual(decode(bytes));
      }),
    );
  });

  test('come back as data when they were encoded as data', () => {
    fc.assert(
      fc.property(telnetBytes, (bytes) => {
        const expected = bytes.length === 0 ? [] : [{ type: 'data', bytes: [...bytes] }];
        expect(decode(encodeData(bytes))).toEqual(expected);
      }),
    );
  });

  test('come back as a subnegotiation when they were encoded as one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), telnetBytes, (option, body) => {
        const expected = { type: 'subnegotiation', option, body: [...body] };
        expect(decode(encodeSubnegotiation(option, body))).toEqual([expected]);
      }),
    );
  });
});

test('a mixture comes out in its order', () => {
  const wire = [
    Buffer.from('A'),
    encodeNegotiation('WILL', 44),
    Buffer.from('T'),
    Uint8Array.of(255, 241, 255, 255, 255, 246),
    encodeSubnegotiation(44, Uint8Array.of(1, 0, 0, 255, 255)),
    Buffer.from('\r\0\r\n'),
  ];
  expect(decode(Buffer.concat(wire))).toEqual([
    { type: 'data', bytes: [65] },
    { type: 'negotiation', verb: 'WILL', option: 44 },
    { type: 'data', bytes: [84] },
    { type: 'command', code: 241 },
    { type: 'data', bytes: [255] },
    { type: 'command', code: 246 },
    { type: 'subnegotiation', option: 44, body: [1, 0, 0, 255, 255] },
    { type: 'data', bytes: [13, 0, 13, 10] },
  ]);
});

describe('garbage is told, and what follows it is read', () => {
  const after = Buffer.from('AT');
  const data = { type: 'data', bytes: [65, 84] };
  test.each([
    ['a command that does not exist', [255, 7], 'command'],
    ['an end without a beginning', [255, 240], 'command'],
    ['nothing between the two', [255, 250, 255, 240], 'empty'],
    ['a body without end', [255, 250, 44, ...Array(5000).fill(1), 255, 240], 'too-long'],
  ])('%s', (_name, bytes, what) => {
    expect(decode(Uint8Array.from(bytes), after)).toEqual([{ type: 'garbage', what }, data]);
  });

  test('a subnegotiation that another command cuts short', () => {
    expect(decode(Uint8Array.of(255, 250, 44, 1, 255, 251, 3), after)).toEqual([
      { type: 'garbage', what: 'unended' },
      { type: 'negotiation', verb: 'WILL', option: 3 },
      data,
    ]);
  });
});

describe('what is said about the serial line', () => {
  const names = ['dataBits', 'parity', 'stopBits', 'control', 'lineState', 'modemState', 'purge'] as const;
  const side = fc.constantFrom('client' as const, 'server' as const);
  const message = fc.oneof(
    fc.record({ from: side, name: fc.constantFrom(...names), value: fc.nat(255) }),
    fc.record({ from: side, name: fc.constant('baud' as const), value: fc.nat(2 ** 32 - 1) }),
    fc.record({
      from: side,
      name: fc.constantFrom('suspend' as const, 'resume' as const),
      value: fc.constant(0),
    }),
    fc.record({
      from: side,
      name: fc.constant('signature' as const),
      text: fc.string({ unit: 'binary-ascii' }),
    }),
  );

  test('comes back as it was', () => {
    fc.assert(
      fc.property(message, (each) => {
        expect(decodeComPort(encodeComPort(each))).toEqual(each);
      }),
    );
  });

  test('is as RFC 2217 writes it', () => {
    expect([...encodeComPort({ from: 'client', name: 'baud', value: 115_200 })]).toEqual([1, 0, 1, 194, 0]);
    expect([...encodeComPort({ from: 'server', name: 'modemState', value: 176 })]).toEqual([107, 176]);
    expect(decodeComPort(Uint8Array.of(7))).toEqual({ from: 'client', name: 'modemState', value: 0 });
  });

  test.each([[[]], [[13]], [[99, 1]], [[1, 0, 0]], [[2]], [[113, 1]]])('%j is nothing it knows', (body) => {
    expect(decodeComPort(Uint8Array.from(body))).toBeUndefined();
  });
});
