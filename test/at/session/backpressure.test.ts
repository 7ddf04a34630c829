import { describe, expect, test } from 'vitest';
import { quiet, SessionFixture } from './support.ts';

describe('backpressure', () => {
  test('a pause stops in the middle of a chunk, and nothing is lost', () => {
    const { fixture, host } = quiet();
    fixture.session.pause();
    host.send('AT\r\nAT+ONE\r\nA');
    expect([host.paused, host.heard]).toEqual([true, '']);
    host.send('T+BAD\r\n');
    fixture.session.resume();
    expect([host.paused, host.heard]).toEqual([false, '⏎OK⏎+ONE:1⏎⏎OK⏎⏎ERROR⏎']);
  });

  test('a command that pauses holds back what stands behind it in its chunk', () => {
    const { fixture, host } = quiet();
    host.send('AT+PAUSE\r\nAT+ONE\r\n');
    expect([host.paused, host.heard]).toEqual([true, '⏎OK⏎']);
    fixture.session.resume();
    expect(host.heard).toBe('+ONE:1⏎⏎OK⏎');
  });

  test('slowHost hold: a host that does not take what is written pauses all, and so those who make URCs', () => {
    const { fixture, host } = quiet({ slowHost: 'hold', hostBufferBytes: 0 });
    const other = fixture.host('other', { echo: false });
    other.full = true;
    host.send('AT\r\n');
    expect(host.heard).toBe('⏎OK⏎');
    expect([host.paused, other.paused, fixture.session.paused]).toEqual([true, true, true]);
    expect(fixture.congested).toEqual([true]);
    host.send('AT+ONE\r\n');
    expect(host.heard).toBe('');
    other.full = false;
    other.at.drained();
    expect([host.paused, other.paused, host.heard]).toEqual([false, false, '+ONE:1⏎⏎OK⏎']);
    expect(fixture.congested).toEqual([true, false]);
  });

  test('a full host that goes holds nobody any more', () => {
    const { fixture, host } = quiet({ slowHost: 'hold', hostBufferBytes: 0 });
    const other = fixture.host('other', { echo: false });
    other.full = true;
    host.send('AT\r\n');
    expect([host.heard, host.paused]).toEqual(['⏎OK⏎', true]);
    other.at.detach();
    expect([host.paused, fixture.session.paused]).toEqual([false, false]);
    host.send('AT\r\n');
    expect([host.heard, other.heard]).toEqual(['⏎OK⏎', '⏎OK⏎']);
  });

  test('a host that comes while the session is paused is paused', () => {
    const fixture = new SessionFixture();
    fixture.session.pause();
    expect(fixture.host().paused).toBe(true);
  });

  test('many URCs held back by a data phase pause who makes them, and no host', () => {
    const { fixture, host } = quiet({ urcDuringData: 'hold' });
    host.send('AT+DATA=1\r\n');
    fixture.session.urc(Buffer.alloc(70_000, 'x'), 'received');
    expect([fixture.congested, host.paused]).toEqual([[true], false]);
    host.send('x');
    expect(fixture.congested).toEqual([true, false]);
  });
});
