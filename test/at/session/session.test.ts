import { describe, expect, test } from 'vitest';
import { URCS } from '#at/urc';
import { PLACES, quiet, SessionFixture } from './support.ts';

describe('a line', () => {
  test('is run whatever the chunks were, and its bytes may be any Uint8Array', () => {
    const { host } = quiet();
    host.send('A', 'T\r', '\nAT+ONE\r\nAT', '+BAD\r\n');
    expect(host.heard).toBe('⏎OK⏎+ONE:1⏎⏎OK⏎⏎ERROR⏎');
  });

  test('whose command throws fails with the reason', () => {
    const { fixture, host } = quiet();
    host.send('AT+THROW\r\n');
    expect(host.heard).toBe('⏎ERROR⏎');
    expect(fixture.log).toEqual(['it broke (0x01010000)']);
  });

  test('that fails shows its code when codes are shown, until a reset', () => {
    const { fixture, host } = quiet();
    fixture.session.showCodes = true;
    host.send('AT+NONE\r\n');
    expect(host.heard).toBe('ERR CODE:0x01090000⏎⏎ERROR⏎');
    fixture.session.reset();
    host.send('AT+NONE\r\n');
    expect(host.heard).toBe('⏎ERROR⏎');
  });

  test('over 256 bytes fails once, and the next one is run', () => {
    const { host } = quiet();
    host.send('x'.repeat(300), '\r\nAT\r\n');
    expect(host.heard).toBe('⏎ERROR⏎⏎OK⏎');
  });

  test('is dropped while the session sleeps, until a reset', () => {
    const { fixture, host } = quiet();
    fixture.session.sleep();
    host.send('AT\r\n');
    expect(host.heard).toBe('');
    fixture.session.reset();
    host.send('AT\r\n');
    expect(host.heard).toBe('⏎OK⏎');
  });
});

describe('echo', () => {
  test('goes to the sender as it types, everything else to all', () => {
    const fixture = new SessionFixture();
    const [one, two] = [fixture.host('one'), fixture.host('two')];
    one.send('AT+', 'ONE');
    expect([one.heard, two.heard]).toEqual(['AT+ONE', '']);
    one.send('\r\n');
    expect([one.heard, two.heard]).toEqual(['⏎+ONE:1⏎⏎OK⏎', '+ONE:1⏎⏎OK⏎']);
  });

  test('ends with ATE0 behind its own line, and is back after a reset', () => {
    const fixture = new SessionFixture();
    const host = fixture.host();
    host.send('ATE0\r\nAT\r\n');
    expect(host.heard).toBe('ATE0⏎⏎OK⏎⏎OK⏎');
    fixture.session.reset();
    host.send('AT\r\n');
    expect(host.heard).toBe('AT⏎⏎OK⏎');
  });

  test('leaves out lines that are refused and data', async () => {
    const fixture = new SessionFixture();
    const host = fixture.host();
    host.send('AT+WAIT\r\nAT\r\n');
    await fixture.answer();
    host.send('AT+DATA=2\r\nxx');
    expect(host.heard).toBe('AT+WAIT⏎⏎busy p...⏎⏎OK⏎AT+DATA=2⏎⏎OK⏎⏎>⏎OK⏎');
  });
});

describe('while a command waits', () => {
  test('other lines are refused, of any host, and its reply comes when it is there', async () => {
    const { fixture, host } = quiet();
    const other = fixture.host('other', { echo: false });
    host.send('AT+WAIT\r\nAT\r\n');
    other.send('AT+ONE\r\n');
    expect(fixture.session.busy).toBe(true);
    expect(host.heard).toBe('⏎busy p...⏎⏎busy p...⏎');
    await fixture.answer();
    expect([host.heard, other.heard]).toEqual(['⏎OK⏎', '⏎busy p...⏎⏎busy p...⏎⏎OK⏎']);
    expect([fixture.session.busy, fixture.answers]).toEqual([false, 1]);
    host.send('AT\r\n');
    expect(host.heard).toBe('⏎OK⏎');
  });

  test('a row that says so runs all the same, and the command goes on to wait', async () => {
    const { fixture, host } = quiet();
    host.send('AT+WAIT\r\n', 'AT+ASIDE\r\n', 'AT\r\n');
    expect(host.heard).toBe('+ASIDE⏎⏎OK⏎⏎busy p...⏎');
    await fixture.answer();
    expect(host.heard).toBe('⏎OK⏎');
  });

  test('wherever it is in a chunk, also that of the command that waits', () => {
    const { host } = quiet();
    host.send('AT+WAIT\r\nxAT+ASIDE\r\nAT\r\n', 'zzAT+ASIDE\r\nzz');
    expect(host.heard).toBe('+ASIDE⏎⏎OK⏎+ASIDE⏎⏎OK⏎');
  });

  test('only in capitals, whole, and in the bare form', () => {
    const { host } = quiet();
    host.send('AT+WAIT\r\n', 'at+force\r\n', 'AT+FOR', 'CE\r\n', 'AT+FORCE?\r\n', 'AT+FORCE=1\r\n');
    expect(host.heard).toBe('⏎busy p...⏎'.repeat(5));
  });

  test('each chunk is answered busy once and lost, even one byte, and begins no line', async () => {
    const { fixture, host } = quiet();
    host.send('AT+WAIT\r\n', 'AT\r\nAT\r\nAT', 'x', '\0', '\n', 'y'.repeat(300));
    expect(host.heard).toBe('⏎busy p...⏎'.repeat(5));
    await fixture.answer();
    expect(host.heard).toBe('⏎OK⏎');
    host.send('AT\r\n');
    expect(host.heard).toBe('⏎OK⏎');
    expect(fixture.habits).toEqual(new Array(5).fill('earlyCommand'));
  });

  test('the rest of its chunk is answered busy once and lost, lines before it have run', async () => {
    const { fixture, host } = quiet();
    host.send('AT\r\nAT+WAIT\r\nAT\r\nAT\r\nAT', '\r\n');
    expect(host.heard).toBe('⏎OK⏎⏎busy p...⏎⏎busy p...⏎');
    expect(fixture.habits).toEqual(['chunkLines', 'earlyCommand', 'earlyCommand']);
    await fixture.answer();
    expect(host.heard).toBe('⏎OK⏎');
  });

  test('half a second later the host has given up waiting', () => {
    const { fixture, host } = quiet();
    host.send('AT+WAIT\r\n');
    fixture.clock.advance(499);
    host.send('AT\r\n');
    fixture.clock.advance(1);
    host.send('AT\r\n');
    expect(fixture.habits).toEqual(['earlyCommand', 'shortWait']);
  });

  test('another host is no reason to tell that one came too early', () => {
    const { fixture, host } = quiet();
    host.send('AT+WAIT\r\n');
    fixture.host('other').send('AT\r\n');
    expect(fixture.habits).toEqual([]);
  });

  test('the LF of a line that CR has ended is no chunk of its own', () => {
    const { host } = quiet({ terminator: 'any' });
    host.send('AT+WAIT\r', '\n');
    expect(host.heard).toBe('');
    host.send('\n');
    expect(host.heard).toBe('⏎busy p...⏎');
  });

  test('a reset ends the wait: what the command answers then is not heard', async () => {
    const { fixture, host } = quiet();
    host.send('AT+WAIT\r\nAT+FORCE\r\nAT\r\n', 'AT\r\n');
    expect(host.heard).toBe('⏎forced⏎⏎OK⏎');
    await fixture.answer();
    expect([host.heard, fixture.answers]).toEqual(['', 0]);
  });

  test('a host that has sent all it wanted is let go when the reply is out', async () => {
    const { fixture, host } = quiet();
    host.send('AT+WAIT\r\n');
    host.at.ended();
    expect(host.ended).toBe(false);
    await fixture.answer();
    expect([host.heard, host.ended]).toEqual(['⏎OK⏎', true]);
  });
});

describe('+++ outside data mode', () => {
  test('is ignored alone in its chunk, and does not come back', () => {
    const fixture = new SessionFixture();
    const host = fixture.host();
    host.send('+++', 'AT\r\n');
    expect(host.heard).toBe('AT⏎⏎OK⏎');
  });

  test.each([
    ['with a line end', ['+++\r\n'], '⏎ERROR⏎'],
    ['before a command', ['+++AT\r\n'], '⏎ERROR⏎'],
    ['in pieces', ['+', '++', '\r\n'], '⏎ERROR⏎'],
    ['in the middle of a line', ['AT', '+++', '\r\n'], '⏎ERROR⏎'],
  ])('is bytes of a line %s', (_where, chunks, heard) => {
    const { host } = quiet();
    host.send(...chunks);
    expect(host.heard).toBe(heard);
    host.send('AT\r\n');
    expect(host.heard).toBe('⏎OK⏎');
  });

  test('is bytes of a line wherever idleEscape=module', () => {
    const { host } = quiet({ places: { ...PLACES, idleEscape: 'module' } });
    host.send('+++', 'AT\r\n');
    expect(host.heard).toBe('⏎ERROR⏎');
  });
});

describe('with chunkLines=module', () => {
  const strict = () => quiet({ places: { ...PLACES, chunkLines: 'module' } });

  test('what comes behind a command is answered busy before its reply, and lost', () => {
    const { fixture, host } = strict();
    host.send('AT+ONE\r\nAT\r\nAT', 'AT\r\n');
    expect(host.heard).toBe('⏎busy p...⏎+ONE:1⏎⏎OK⏎⏎OK⏎');
    expect(fixture.habits).toEqual(['earlyCommand']);
  });

  test.each(['\n', '\0', 'x'])('even %j', (byte) => {
    const { host } = strict();
    host.send(`AT\r\n${byte}`, 'AT\r\n');
    expect(host.heard).toBe('⏎busy p...⏎⏎OK⏎⏎OK⏎');
  });

  test('a line that is no command makes nothing wait', () => {
    const { host } = strict();
    host.send(`\r\nx\r\nA\0T\r\nAT${'x'.repeat(300)}\r\nAT+ONE\r\n`);
    expect(host.heard).toBe(`${'⏎ERROR⏎'.repeat(4)}+ONE:1⏎⏎OK⏎`);
  });

  test('an unknown command does', () => {
    const { host } = strict();
    host.send('AT+NONE\r\nAT\r\n');
    expect(host.heard).toBe('⏎busy p...⏎⏎ERROR⏎');
  });

  test('data behind its command is lost', () => {
    const { fixture, host } = strict();
    host.send('AT+DATA=3\r\nabc', 'def');
    expect(host.heard).toBe('⏎busy p...⏎⏎OK⏎⏎>⏎OK⏎');
    expect(fixture.context.taken).toEqual(['def']);
  });

  test('a restart behind a command takes its place', () => {
    const { host } = strict();
    host.send('AT+ONE\r\nxAT+FORCE\r\n');
    expect(host.heard).toBe('⏎forced⏎');
  });
});

describe('bytes behind data, in its chunk,', () => {
  test('are read when the reply is out', async () => {
    const { fixture, host } = quiet();
    host.send('AT+DATAWAIT=2\r\n', 'abAT+ONE\r\n', 'AT\r\n');
    expect(host.heard).toBe('⏎OK⏎⏎>⏎busy p...⏎');
    await fixture.answer();
    expect(host.heard).toBe('⏎OK⏎+ONE:1⏎⏎OK⏎');
    expect(fixture.habits).toEqual(['surplusData', 'earlyCommand']);
  });

  test('are answered busy and lost with surplusData=module', () => {
    const { fixture, host } = quiet({ places: { ...PLACES, surplusData: 'module' } });
    host.send('AT+DATA=2\r\n', 'ab\r\n', 'AT\r\n');
    expect(host.heard).toBe('⏎OK⏎⏎>⏎busy p...⏎⏎OK⏎⏎OK⏎');
    expect(fixture.context.taken).toEqual(['ab']);
  });

  test('are lost with a restart, and with their host', async () => {
    const { fixture, host } = quiet();
    host.send('AT+DATAWAIT=2\r\n', 'abAT+ONE\r\n');
    fixture.session.reset();
    await fixture.answer();
    expect(host.heard).toBe('⏎OK⏎⏎>');
    const watcher = fixture.host('watcher');
    fixture.session.echo = false;
    host.send('AT+DATAWAIT=2\r\n', 'abAT+ONE\r\n');
    host.at.detach();
    await fixture.answer();
    expect(watcher.heard).toBe('⏎OK⏎⏎>⏎OK⏎');
  });
});

describe('told is', () => {
  test('a line of 240 bytes and more', () => {
    const { fixture, host } = quiet();
    host.send(`${'AT'.padEnd(237, 'x')}\r\n`);
    expect(fixture.habits).toEqual([]);
    host.send(`${'AT'.padEnd(238, 'x')}\r\n`);
    expect(fixture.habits).toEqual(['longLine']);
  });

  test.each([
    ['cr', ['AT\r'], 1],
    ['lf', ['AT\n'], 1],
    ['lf', ['AT\r\n'], 0],
    ['any', ['AT\r\n', 'AT\r', '\n'], 0],
    ['any', ['AT\n'], 1],
    ['any', ['AT\r', 'AT\r\n'], 1],
    ['any', ['AT\rAT\r\n'], 1],
  ] as const)('with terminator %s of %j a line end that is not CR LF', (terminator, chunks, count) => {
    const { fixture, host } = quiet({ terminator });
    host.send(...chunks);
    expect(fixture.habits.filter((habit) => habit === 'lineEnd')).toHaveLength(count);
  });

  test('data that comes before the prompt', () => {
    const { fixture, host } = quiet();
    host.send('AT+DATA=2\r\nab');
    expect(fixture.habits).toEqual(['earlyData']);
  });

  test('nothing of a host that waits for its replies', () => {
    const { fixture, host } = quiet();
    host.send('AT\r\n', 'AT+DATA=2\r\n', 'ab', '\r\n', 'x\r\nAT\r\n');
    expect(fixture.habits).toEqual([]);
  });
});

describe('NUL', () => {
  test('is left out of the echo, ignored before a line and refused in it', () => {
    const fixture = new SessionFixture();
    const host = fixture.host();
    host.send('\0\0AT\r\n');
    expect(host.heard).toBe('AT⏎⏎OK⏎');
    host.send('A\0T\r\n');
    expect(host.heard).toBe('AT⏎⏎ERROR⏎');
    host.send('AT\0', '\r\n');
    expect(host.heard).toBe('AT⏎⏎ERROR⏎');
  });
});

test('a host that is detached hears nothing more, and close lets the others go', () => {
  const { fixture, host } = quiet();
  const other = fixture.host('other', { echo: false });
  other.at.detach();
  fixture.session.urc(URCS.ready.bytes(), 'event');
  fixture.session.close();
  expect([other.heard, other.ended]).toEqual(['', false]);
  expect([host.heard, host.ended]).toEqual(['⏎ready⏎', true]);
});
