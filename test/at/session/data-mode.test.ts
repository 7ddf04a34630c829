import { describe, expect, test } from 'vitest';
import { URCS } from '#at/urc';
import { quiet } from './support.ts';

describe('data mode', () => {
  test('takes exactly the bytes that were announced, whatever they are; the rest begins a line', () => {
    const { fixture, host } = quiet();
    host.send('AT+DATA=6\r\nAT', '\r\n', '+', '+AT\r\n');
    expect(host.heard).toBe('⏎OK⏎⏎>⏎OK⏎⏎OK⏎');
    expect(fixture.context.taken).toEqual(['AT\r\n++']);
  });

  test('takes what comes with the command, and the line behind it is run', () => {
    const { fixture, host } = quiet();
    host.send('AT+DATA=3\r\nabcAT+ONE\r\n');
    expect(host.heard).toBe('⏎OK⏎⏎>⏎OK⏎+ONE:1⏎⏎OK⏎');
    expect(fixture.context.taken).toEqual(['abc']);
  });

  test('says how many bytes are missing', () => {
    const { fixture, host } = quiet();
    host.send('AT+DATA=3\r\na');
    expect(fixture.session.dataRemaining).toBe(2);
    host.send('bc');
    expect(fixture.session.dataRemaining).toBe(0);
  });

  test('ends when no byte has come for the time that is set, counted from the last one', () => {
    const { fixture, host } = quiet({ dataModeTimeoutMs: 1000 });
    host.send('AT+DATA=3\r\n');
    fixture.clock.advance(900);
    host.send('a');
    fixture.clock.advance(900);
    expect(host.heard).toBe('⏎OK⏎⏎>');
    fixture.clock.advance(100);
    expect(host.heard).toBe('+DATA:FAIL⏎');
    expect(fixture.log.at(-1)).toContain(
      'no byte was received for 1000 ms: 1 of 3 bytes were received, and are dropped',
    );
    host.send('AT\r\n');
    expect(host.heard).toBe('⏎OK⏎');
  });

  test('ends with a lone +++ after a second of silence, where that is set', () => {
    const { fixture, host } = quiet({ dataModeEscape: true });
    host.send('AT+DATA=6\r\na');
    fixture.clock.advance(1000);
    host.send('++', '+');
    expect(host.heard).toBe('⏎OK⏎⏎>+DATA:FAIL⏎');
    expect(fixture.context.taken).toEqual([]);
  });

  test.each([
    ['without silence before it', 999, ['+++']],
    ['with something behind it', 1000, ['+++b']],
    ['with something before it', 1000, ['b++', '+']],
  ])('takes +++ as data %s', (_when, silence, chunks) => {
    const { fixture, host } = quiet({ dataModeEscape: true });
    host.send('AT+DATA=5\r\na');
    fixture.clock.advance(silence);
    host.send(...chunks);
    host.send('....');
    expect(fixture.context.taken).toEqual([`a${`${chunks.join('')}....`.slice(0, 4)}`]);
  });

  test('is forgotten by a reset', () => {
    const { fixture, host } = quiet({ dataModeTimeoutMs: 1000 });
    host.send('AT+DATA=3\r\na');
    fixture.session.reset();
    fixture.clock.advance(1000);
    host.send('AT\r\n');
    expect(host.heard).toBe('⏎OK⏎⏎>⏎OK⏎');
    expect(fixture.context.taken).toEqual([]);
  });

  test('holds a link’s URCs back until it is over, and lets events pass', () => {
    const { fixture, host } = quiet();
    host.send('AT+DATA=1\r\n');
    fixture.session.urc(Buffer.from('+LINK\r\n'), 'link');
    fixture.session.urc(URCS.ready.bytes(), 'event');
    expect(host.heard).toBe('⏎OK⏎⏎>⏎ready⏎');
    host.send('x');
    expect(host.heard).toBe('+LINK⏎⏎OK⏎');
  });

  test('takes the bytes of the host that began it; a line of another is refused', () => {
    const { fixture, host } = quiet();
    const other = fixture.host('other', { echo: false });
    host.send('AT+DATA=2\r\na');
    other.send('AT\r\n');
    host.send('b');
    expect(host.heard).toBe('⏎OK⏎⏎>⏎busy p...⏎⏎OK⏎');
    expect(fixture.context.taken).toEqual(['ab']);
  });

  test('goes on with the next host that speaks when the one that began it has gone', () => {
    const { fixture, host } = quiet();
    const other = fixture.host('other', { echo: false });
    host.send('AT+DATA=4\r\nab');
    host.at.detach();
    other.send('cdAT\r\n');
    expect(other.heard).toBe('⏎OK⏎⏎>⏎OK⏎⏎OK⏎');
    expect(fixture.context.taken).toEqual(['abcd']);
    expect(fixture.log).toEqual([
      'host disconnected in data mode, 2 bytes are missing; the next host that sends continues it',
      'other continues the data mode that a host left open',
    ]);
  });
});

describe('data that looks like commands', () => {
  const said = (log: readonly string[]): string[] => log.filter((line) => line.startsWith('data mode:'));

  test('is told of after 5 s of silence, once', () => {
    const { fixture, host } = quiet();
    host.send('AT+DATA=100\r\n', 'AT+RST\r\n');
    fixture.clock.advance(3000);
    host.send('AT\r\nAT+GMR\r\n', 'AT\r\n');
    fixture.clock.advance(4999);
    expect(said(fixture.log)).toEqual([]);
    fixture.clock.advance(1);
    expect(said(fixture.log)).toEqual([
      expect.stringMatching(
        /^data mode: 24 of 100 bytes received, nothing for 5 s; the host sent what looks like AT commands/,
      ),
    ]);
    host.send('AT\r\n');
    fixture.clock.advance(60_000);
    expect(said(fixture.log)).toHaveLength(1);
    host.send('x'.repeat(72));
    expect(fixture.context.taken[0]).toMatch(/^AT\+RST\r\nAT\r\nAT\+GMR\r\nAT\r\nAT\r\nx+$/);
  });

  test('a prompt that nobody answers is told of, until one was answered', () => {
    const { fixture, host } = quiet();
    host.send('AT+DATA=3\r\n');
    fixture.clock.advance(5000);
    const unanswered = expect.stringMatching(
      /^data mode: > was sent, and none of 3 bytes was received for 5 s/,
    );
    expect(said(fixture.log)).toEqual([unanswered]);
    host.send('AT');
    fixture.clock.advance(5000);
    expect(said(fixture.log)).toEqual([
      unanswered,
      expect.stringMatching(/^data mode: 2 of 3 bytes received/),
    ]);
    host.send('T', 'AT+DATA=3\r\n');
    fixture.clock.advance(60_000);
    expect(said(fixture.log)).toHaveLength(2);
  });

  test('is told of when it is another host that sends them behind the data of one that has gone', () => {
    const { fixture, host } = quiet();
    host.send('AT+DATA=100\r\n', 'half a mess');
    host.at.detach();
    const next = fixture.host('next', { echo: false });
    next.send('AT\r\n');
    fixture.clock.advance(5000);
    expect(said(fixture.log)).toHaveLength(1);
  });

  test.each(['that CHAT\r\nand WHAT\r\n', 'at last\r\nATE\r\n', 'ATTENTION\r\n', '{"AT+":1}'])(
    'is not %j',
    (data) => {
      const { fixture, host } = quiet();
      host.send('AT+DATA=100\r\n', data);
      fixture.clock.advance(60_000);
      expect(said(fixture.log)).toEqual([
        expect.stringContaining('whatever comes next is data until there are 100'),
      ]);
    },
  );

  test('is nothing when the data is complete, or the module restarts', () => {
    const { fixture, host } = quiet();
    host.send('AT+DATA=12\r\n', 'AT+GMR\r\n', 'AT\r\n');
    host.send('AT+DATA=12\r\n', 'AT+GMR\r\n');
    fixture.session.reset();
    fixture.clock.advance(60_000);
    expect(said(fixture.log)).toEqual([]);
  });
});
