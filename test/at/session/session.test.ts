import { describe, expect, test } from 'vitest';
import { URCS } from '#at/urc';
import { SessionBench } from './support.ts';

/** A session with one host that does not want its commands back. */
function quiet(settings: ConstructorParameters<typeof SessionBench>[0] = {}) {
  const bench = new SessionBench(settings);
  return { bench, host: bench.host('host', { echo: false }) };
}

describe('a line', () => {
  test('is run whatever the chunks were, and its bytes may be any Uint8Array', () => {
    const { host } = quiet();
    host.send('A', 'T\r', '\nAT+ONE\r\nAT', '+BAD\r\n');
    expect(host.heard).toBe('⏎OK⏎+ONE:1⏎⏎OK⏎⏎ERROR⏎');
  });

  test('whose command throws fails with the reason', () => {
    const { bench, host } = quiet();
    host.send('AT+THROW\r\n');
    expect(host.heard).toBe('⏎ERROR⏎');
    expect(bench.log).toEqual(['it broke (0x01010000)']);
  });

  test('that fails shows its code when codes are shown, until a reset', () => {
    const { bench, host } = quiet();
    bench.session.showCodes = true;
    host.send('AT+NONE\r\n');
    expect(host.heard).toBe('ERR CODE:0x01090000⏎⏎ERROR⏎');
    bench.session.reset();
    host.send('AT+NONE\r\n');
    expect(host.heard).toBe('⏎ERROR⏎');
  });

  test('over 256 bytes fails once, and the next one is run', () => {
    const { host } = quiet();
    host.send('x'.repeat(300), '\r\nAT\r\n');
    expect(host.heard).toBe('⏎ERROR⏎⏎OK⏎');
  });

  test('is dropped while the session sleeps, until a reset', () => {
    const { bench, host } = quiet();
    bench.session.sleep();
    host.send('AT\r\n');
    expect(host.heard).toBe('');
    bench.session.reset();
    host.send('AT\r\n');
    expect(host.heard).toBe('⏎OK⏎');
  });
});

describe('echo', () => {
  test('goes to the sender as it types, everything else to all', () => {
    const bench = new SessionBench();
    const [one, two] = [bench.host('one'), bench.host('two')];
    one.send('AT+', 'ONE');
    expect([one.heard, two.heard]).toEqual(['AT+ONE', '']);
    one.send('\r\n');
    expect([one.heard, two.heard]).toEqual(['⏎+ONE:1⏎⏎OK⏎', '+ONE:1⏎⏎OK⏎']);
  });

  test('ends with ATE0 behind its own line, and is back after a reset', () => {
    const bench = new SessionBench();
    const host = bench.host();
    host.send('ATE0\r\nAT\r\n');
    expect(host.heard).toBe('ATE0⏎⏎OK⏎⏎OK⏎');
    bench.session.reset();
    host.send('AT\r\n');
    expect(host.heard).toBe('AT⏎⏎OK⏎');
  });

  test('leaves out lines that are refused and data', async () => {
    const bench = new SessionBench();
    const host = bench.host();
    host.send('AT+WAIT\r\nAT\r\n');
    await bench.answer();
    host.send('AT+DATA=2\r\nxx');
    expect(host.heard).toBe('AT+WAIT⏎⏎busy p...⏎⏎OK⏎AT+DATA=2⏎⏎OK⏎⏎>⏎OK⏎');
  });
});

describe('while a command waits', () => {
  test('other lines are refused, of any host, and its reply comes when it is there', async () => {
    const { bench, host } = quiet();
    const other = bench.host('other', { echo: false });
    host.send('AT+WAIT\r\nAT\r\n');
    other.send('AT+ONE\r\n');
    expect(bench.session.busy).toBe(true);
    expect(host.heard).toBe('⏎busy p...⏎⏎busy p...⏎');
    await bench.answer();
    expect([host.heard, other.heard]).toEqual(['⏎OK⏎', '⏎busy p...⏎⏎busy p...⏎⏎OK⏎']);
    expect([bench.session.busy, bench.answers]).toEqual([false, 1]);
    host.send('AT\r\n');
    expect(host.heard).toBe('⏎OK⏎');
  });

  test('a row that says so runs all the same, and the command goes on to wait', async () => {
    const { bench, host } = quiet();
    host.send('AT+WAIT\r\nat+aside\r\nAT\r\n');
    expect(host.heard).toBe('+ASIDE⏎⏎OK⏎⏎busy p...⏎');
    await bench.answer();
    expect(host.heard).toBe('⏎OK⏎');
  });

  test('only in the form that says so', () => {
    const { host } = quiet();
    host.send('AT+WAIT\r\nAT+FORCE?\r\nAT+FORCE=1\r\n');
    expect(host.heard).toBe('⏎busy p...⏎⏎busy p...⏎');
  });

  test('a reset ends the wait: what the command answers then is not heard', async () => {
    const { bench, host } = quiet();
    host.send('AT+WAIT\r\nAT+FORCE\r\nAT\r\n');
    expect(host.heard).toBe('⏎forced⏎⏎OK⏎');
    await bench.answer();
    expect([host.heard, bench.answers]).toEqual(['', 0]);
  });

  test('a host that has sent all it wanted is let go when the reply is out', async () => {
    const { bench, host } = quiet();
    host.send('AT+WAIT\r\n');
    host.at.ended();
    expect(host.ended).toBe(false);
    await bench.answer();
    expect([host.heard, host.ended]).toEqual(['⏎OK⏎', true]);
  });
});

describe('+++ outside data mode', () => {
  test.each([
    ['alone on a line', '+++\r\n', ''],
    ['before a command', '+++AT\r\n', '⏎OK⏎'],
    ['before the line end comes', '+++', ''],
  ])('is ignored %s', (_where, bytes, heard) => {
    const { host } = quiet();
    host.send(bytes);
    expect(host.heard).toBe(heard);
    host.send('AT\r\n');
    expect(host.heard).toBe('⏎OK⏎');
  });
});

describe('data mode', () => {
  test('takes exactly the bytes that were announced, whatever they are; the rest begins a line', () => {
    const { bench, host } = quiet();
    host.send('AT+DATA=6\r\nAT', '\r\n', '+', '+AT\r\n');
    expect(host.heard).toBe('⏎OK⏎⏎>⏎OK⏎⏎OK⏎');
    expect(bench.context.taken).toEqual(['AT\r\n++']);
  });

  test('takes what comes with the command, and the line behind it is run', () => {
    const { bench, host } = quiet();
    host.send('AT+DATA=3\r\nabcAT+ONE\r\n');
    expect(host.heard).toBe('⏎OK⏎⏎>⏎OK⏎+ONE:1⏎⏎OK⏎');
    expect(bench.context.taken).toEqual(['abc']);
  });

  test('says how many bytes are missing', () => {
    const { bench, host } = quiet();
    host.send('AT+DATA=3\r\na');
    expect(bench.session.dataRemaining).toBe(2);
    host.send('bc');
    expect(bench.session.dataRemaining).toBe(0);
  });

  test('ends when no byte has come for the time that is set, counted from the last one', () => {
    const { bench, host } = quiet({ dataModeTimeoutMs: 1000 });
    host.send('AT+DATA=3\r\n');
    bench.clock.advance(900);
    host.send('a');
    bench.clock.advance(900);
    expect(host.heard).toBe('⏎OK⏎⏎>');
    bench.clock.advance(100);
    expect(host.heard).toBe('+DATA:FAIL⏎');
    expect(bench.log.at(-1)).toContain('no byte came for 1000 ms: 1 of 3 bytes had come');
    host.send('AT\r\n');
    expect(host.heard).toBe('⏎OK⏎');
  });

  test('ends with a lone +++ after a second of silence, where that is set', () => {
    const { bench, host } = quiet({ dataModeEscape: true });
    host.send('AT+DATA=6\r\na');
    bench.clock.advance(1000);
    host.send('++', '+');
    expect(host.heard).toBe('⏎OK⏎⏎>+DATA:FAIL⏎');
    expect(bench.context.taken).toEqual([]);
  });

  test.each([
    ['without silence before it', 999, ['+++']],
    ['with something behind it', 1000, ['+++b']],
    ['with something before it', 1000, ['b++', '+']],
  ])('takes +++ as data %s', (_when, silence, chunks) => {
    const { bench, host } = quiet({ dataModeEscape: true });
    host.send('AT+DATA=5\r\na');
    bench.clock.advance(silence);
    host.send(...chunks);
    host.send('....');
    expect(bench.context.taken).toEqual([`a${`${chunks.join('')}....`.slice(0, 4)}`]);
  });

  test('is forgotten by a reset', () => {
    const { bench, host } = quiet({ dataModeTimeoutMs: 1000 });
    host.send('AT+DATA=3\r\na');
    bench.session.reset();
    bench.clock.advance(1000);
    host.send('AT\r\n');
    expect(host.heard).toBe('⏎OK⏎⏎>⏎OK⏎');
    expect(bench.context.taken).toEqual([]);
  });

  test('holds a link’s URCs back until it is over, and lets events pass', () => {
    const { bench, host } = quiet();
    host.send('AT+DATA=1\r\n');
    bench.session.urc(Buffer.from('+LINK\r\n'), 'link');
    bench.session.urc(URCS.ready.bytes(), 'event');
    expect(host.heard).toBe('⏎OK⏎⏎>⏎ready⏎');
    host.send('x');
    expect(host.heard).toBe('+LINK⏎⏎OK⏎');
  });

  test('takes the bytes of the host that began it; a line of another is refused', () => {
    const { bench, host } = quiet();
    const other = bench.host('other', { echo: false });
    host.send('AT+DATA=2\r\na');
    other.send('AT\r\n');
    host.send('b');
    expect(host.heard).toBe('⏎OK⏎⏎>⏎busy p...⏎⏎OK⏎');
    expect(bench.context.taken).toEqual(['ab']);
  });

  test('goes on with the next host that speaks when the one that began it has gone', () => {
    const { bench, host } = quiet();
    const other = bench.host('other', { echo: false });
    host.send('AT+DATA=4\r\nab');
    host.at.detach();
    other.send('cdAT\r\n');
    expect(other.heard).toBe('⏎OK⏎⏎>⏎OK⏎⏎OK⏎');
    expect(bench.context.taken).toEqual(['abcd']);
    expect(bench.log).toEqual([
      'host has gone with 2 bytes of data missing; the next host that speaks goes on with them',
      'other goes on with the data phase that a host left open',
    ]);
  });
});

describe('backpressure', () => {
  test('a pause stops in the middle of a chunk, and nothing is lost', () => {
    const { bench, host } = quiet();
    bench.session.pause();
    host.send('AT\r\nAT+ONE\r\nA');
    expect([host.paused, host.heard]).toEqual([true, '']);
    host.send('T+BAD\r\n');
    bench.session.resume();
    expect([host.paused, host.heard]).toEqual([false, '⏎OK⏎+ONE:1⏎⏎OK⏎⏎ERROR⏎']);
  });

  test('a command that pauses holds back what stands behind it in its chunk', () => {
    const { bench, host } = quiet();
    host.send('AT+PAUSE\r\nAT+ONE\r\n');
    expect([host.paused, host.heard]).toEqual([true, '⏎OK⏎']);
    bench.session.resume();
    expect(host.heard).toBe('+ONE:1⏎⏎OK⏎');
  });

  test('slowHost hold: a host that does not take what is written pauses all, and so those who make URCs', () => {
    const { bench, host } = quiet({ slowHost: 'hold', hostBufferBytes: 0 });
    const other = bench.host('other', { echo: false });
    other.full = true;
    host.send('AT\r\n');
    expect(host.heard).toBe('⏎OK⏎');
    expect([host.paused, other.paused, bench.session.paused]).toEqual([true, true, true]);
    expect(bench.congested).toEqual([true]);
    host.send('AT+ONE\r\n');
    expect(host.heard).toBe('');
    other.full = false;
    other.at.drained();
    expect([host.paused, other.paused, host.heard]).toEqual([false, false, '+ONE:1⏎⏎OK⏎']);
    expect(bench.congested).toEqual([true, false]);
  });

  test('a full host that goes holds nobody any more', () => {
    const { bench, host } = quiet({ slowHost: 'hold', hostBufferBytes: 0 });
    const other = bench.host('other', { echo: false });
    other.full = true;
    host.send('AT\r\n');
    expect([host.heard, host.paused]).toEqual(['⏎OK⏎', true]);
    other.at.detach();
    expect([host.paused, bench.session.paused]).toEqual([false, false]);
    host.send('AT\r\n');
    expect([host.heard, other.heard]).toEqual(['⏎OK⏎', '⏎OK⏎']);
  });

  test('a host that comes while the session is paused is paused', () => {
    const bench = new SessionBench();
    bench.session.pause();
    expect(bench.host().paused).toBe(true);
  });

  test('many URCs held back by a data phase pause who makes them, and no host', () => {
    const { bench, host } = quiet({ urcDuringData: 'hold' });
    host.send('AT+DATA=1\r\n');
    bench.session.urc(Buffer.alloc(70_000, 'x'), 'received');
    expect([bench.congested, host.paused]).toEqual([[true], false]);
    host.send('x');
    expect(bench.congested).toEqual([true, false]);
  });
});

test('a host that is detached hears nothing more, and close lets the others go', () => {
  const { bench, host } = quiet();
  const other = bench.host('other', { echo: false });
  other.at.detach();
  bench.session.urc(URCS.ready.bytes(), 'event');
  bench.session.close();
  expect([other.heard, other.ended]).toEqual(['', false]);
  expect([host.heard, host.ended]).toEqual(['⏎ready⏎', true]);
});

describe('data that looks like commands', () => {
  const said = (log: readonly string[]): string[] => log.filter((line) => line.startsWith('data mode:'));

  test('is told of after 5 s of silence, once', () => {
    const { bench, host } = quiet();
    host.send('AT+DATA=100\r\n', 'AT+RST\r\n');
    bench.clock.advance(3000);
    host.send('AT\r\nAT+GMR\r\n', 'AT\r\n');
    bench.clock.advance(4999);
    expect(said(bench.log)).toEqual([]);
    bench.clock.advance(1);
    expect(said(bench.log)).toEqual([
      expect.stringMatching(
        /^data mode: 24 of 100 bytes, nothing for 5 s; the host sent what looks like AT commands/,
      ),
    ]);
    host.send('AT\r\n');
    bench.clock.advance(60_000);
    expect(said(bench.log)).toHaveLength(1);
    host.send('x'.repeat(72));
    expect(bench.context.taken[0]).toMatch(/^AT\+RST\r\nAT\r\nAT\+GMR\r\nAT\r\nAT\r\nx+$/);
  });

  test('is told of when it is another host that sends them behind the data of one that has gone', () => {
    const { bench, host } = quiet();
    host.send('AT+DATA=100\r\n', 'half a mess');
    host.at.detach();
    const next = bench.host('next', { echo: false });
    next.send('AT\r\n');
    bench.clock.advance(5000);
    expect(said(bench.log)).toHaveLength(1);
  });

  test.each(['that CHAT\r\nand WHAT\r\n', 'at last\r\nATE\r\n', 'ATTENTION\r\n', '{"AT+":1}'])(
    'is not %j',
    (data) => {
      const { bench, host } = quiet();
      host.send('AT+DATA=100\r\n', data);
      bench.clock.advance(60_000);
      expect(said(bench.log)).toEqual([]);
    },
  );

  test('is nothing when the data is complete, or the module restarts', () => {
    const { bench, host } = quiet();
    host.send('AT+DATA=12\r\n', 'AT+GMR\r\n', 'AT\r\n');
    host.send('AT+DATA=12\r\n', 'AT+GMR\r\n');
    bench.session.reset();
    bench.clock.advance(60_000);
    expect(said(bench.log)).toEqual([]);
  });
});
