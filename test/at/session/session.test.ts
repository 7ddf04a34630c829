import { describe, expect, test } from 'vitest';
import { URCS } from '#at/urc';
import { quiet, SessionBench } from './support.ts';

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

test('a host that is detached hears nothing more, and close lets the others go', () => {
  const { bench, host } = quiet();
  const other = bench.host('other', { echo: false });
  other.at.detach();
  bench.session.urc(URCS.ready.bytes(), 'event');
  bench.session.close();
  expect([other.heard, other.ended]).toEqual(['', false]);
  expect([host.heard, host.ended]).toEqual(['⏎ready⏎', true]);
});
