import { expect, test } from 'vitest';
import { type FakeHost, SessionFixture } from './support.ts';

// What becomes of messages that come while nobody is there [B-HOST-3].

function fixture(absentHost: 'drop' | 'hold') {
  const all = new SessionFixture({ absentHost });
  const delivered: string[] = [];
  return {
    all,
    delivered,
    receive(text: string, qos = 1): void {
      const done = qos === 0 ? undefined : () => void delivered.push(text);
      all.session.urc(Buffer.from(`+${text}\r\n`), 'received', done);
      all.session.flush();
    },
  };
}

/** The port of a host accepts what was written to it. */
function accept(host: FakeHost): void {
  for (const accepted of host.accepting.splice(0)) accepted();
}

test('absentHost=hold: messages wait for the first host, in their order, and those of QoS 0 do not', () => {
  const { all, delivered, receive } = fixture('hold');
  for (const text of ['one', 'two']) receive(text);
  receive('light', 0);
  expect(delivered).toEqual([]);
  const host = all.host('adapter', { echo: false });
  all.session.flush();
  expect(host.heard).toBe('+one⏎+two⏎');
  accept(host);
  expect(delivered).toEqual(['one', 'two']);
  receive('three');
  expect(host.heard).toBe('+three⏎');
});

test('absentHost=hold: they wait while the only host has its line unplugged, and come before what follows', () => {
  const { all, delivered, receive } = fixture('hold');
  const host = all.host('adapter', { echo: false });
  host.at.present(false);
  receive('one');
  expect(delivered).toEqual([]);
  host.at.present(true);
  // Before the turn has ended.
  all.session.urc(Buffer.from('+two\r\n'), 'received', () => void delivered.push('two'));
  all.session.flush();
  expect(host.heard).toBe('+one⏎+two⏎');
  accept(host);
  expect(delivered).toEqual(['one', 'two']);
});

test('absentHost=hold: a host whose line is unplugged as it comes gets nothing', () => {
  const { all, delivered, receive } = fixture('hold');
  receive('one');
  const host = all.host('adapter', { echo: false });
  host.at.present(false);
  all.session.flush();
  expect([host.heard, delivered]).toEqual(['', []]);
});

test('absentHost=hold: what the last host had not accepted when it went is for the next one', () => {
  const { all, delivered, receive } = fixture('hold');
  const host = all.host('first', { echo: false });
  host.full = true;
  all.session.urc(Buffer.from('+gone\r\n'), 'received');
  all.session.flush();
  for (const text of ['one', 'two']) receive(text);
  host.at.detach();
  receive('three');
  expect(delivered).toEqual([]);
  const next = all.host('next', { echo: false });
  all.session.flush();
  expect(next.heard).toBe('+one⏎+two⏎+three⏎');
  accept(next);
  expect(delivered).toEqual(['one', 'two', 'three']);
});

test('absentHost=hold: nobody waits for a host that is beside another', () => {
  const { all, delivered, receive } = fixture('hold');
  const here = all.host('here', { echo: false });
  all.host('away', { echo: false }).at.present(false);
  receive('one');
  accept(here);
  expect(delivered).toEqual(['one']);
});

test('absentHost=hold: much that waits pauses the brokers', () => {
  const { all, receive } = fixture('hold');
  receive('x'.repeat(70_000));
  expect(all.congested).toEqual([true]);
  all.host('adapter', { echo: false });
  all.session.flush();
  expect(all.congested).toEqual([true, false]);
});

test('absentHost=drop: they count as delivered', () => {
  const { all, delivered, receive } = fixture('drop');
  receive('one');
  expect(delivered).toEqual(['one']);
  const host = all.host('adapter', { echo: false });
  all.session.flush();
  expect(host.heard).toBe('');
});
