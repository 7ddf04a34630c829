import { describe, expect, test } from 'vitest';
import type { UnreadEvent } from '#at/session/observer';
import { type FakeHost, SessionFixture } from './support.ts';

const URC = Buffer.from('+URC:123\r\n');
/** A host beside others, or without flow control, that takes nothing. */
const KEPT = 40;

function fixture(settings: ConstructorParameters<typeof SessionFixture>[0] = {}) {
  const unread: UnreadEvent[] = [];
  const session = new SessionFixture(
    { hostBufferBytes: KEPT, ...settings },
    { unread: (event) => unread.push(event) },
  );
  return { fixture: session, unread };
}

/** Lets a host take nothing until its queue is full. */
function fill(all: SessionFixture, host: FakeHost): void {
  host.full = true;
  for (let n = 0; n < 10; n++) {
    all.session.urc(URC, 'received');
    all.session.flush();
  }
}

describe('a host that does not read', () => {
  test('beside another loses whole replies and URCs beyond its queue, and nobody waits', () => {
    const { fixture: all } = fixture();
    const idle = all.host('idle', { echo: false });
    const busy = all.host('busy', { echo: false });
    idle.full = true;
    for (let n = 0; n < 100; n++) busy.send('AT\r\n');
    expect(busy.heard).toBe('⏎OK⏎'.repeat(100));
    expect([idle.paused, busy.paused, all.session.paused, all.congested]).toEqual([false, false, false, []]);
    for (let n = 0; n < 100; n++) {
      all.session.urc(URC, 'received');
      expect(busy.heard).toBe('+URC:123⏎');
    }
    idle.full = false;
    idle.at.drained();
    // What it was given when it stopped, and its queue: whole, in order, and nothing of what came later.
    expect(idle.heard).toBe(`${'⏎OK⏎'.repeat(100)}${'+URC:123⏎'.repeat(4)}`);
    all.session.urc(URC, 'received');
    expect(idle.heard).toBe('+URC:123⏎');
  });

  test('has its commands executed all the same', () => {
    const { fixture: all } = fixture();
    const idle = all.host('idle', { echo: false });
    const other = all.host('other', { echo: false });
    idle.full = true;
    for (let n = 0; n < 100; n++) idle.send('AT+ONE\r\n');
    expect(other.heard).toBe('+ONE:1⏎⏎OK⏎'.repeat(100));
  });

  const wire = (): boolean => false;
  test.each([
    ['the only one, with flow control', {}, {}, true],
    ['the only one, without flow control', {}, { flowControl: wire }, false],
    ['slowHost drop', { slowHost: 'drop' }, {}, false],
    ['slowHost hold, without flow control', { slowHost: 'hold' }, { flowControl: wire }, true],
    ['drop of the port against the setting', { slowHost: 'hold' }, { slowHost: 'drop' }, false],
    ['hold of the port against the setting', { slowHost: 'drop' }, { slowHost: 'hold' }, true],
  ] as const)('%s: who is held back', (_, settings, options, held) => {
    const { fixture: all } = fixture(settings);
    const host = all.host('host', { echo: false, ...options });
    host.full = true;
    host.send('AT\r\n');
    all.session.flush();
    // Brokers at once, hosts when its queue is full too.
    expect([host.paused, all.congested.length > 0]).toEqual([false, held]);
    for (let n = 0; n < 100; n++) all.session.urc(URC, 'received');
    expect(host.paused).toBe(held);
    host.full = false;
    host.at.drained();
    expect(host.heard).toBe(`⏎OK⏎${'+URC:123⏎'.repeat(held ? 100 : 4)}`);
    expect(host.paused).toBe(false);
  });

  test('holds nobody once another comes, and again when it is alone', () => {
    const { fixture: all } = fixture();
    const idle = all.host('idle', { echo: false });
    fill(all, idle);
    expect(idle.paused).toBe(true);
    const other = all.host('other', { echo: false });
    expect([idle.paused, other.paused, all.congested]).toEqual([false, false, [true, false]]);
    other.send('AT\r\n');
    expect(other.heard).toBe('⏎OK⏎');
    other.at.detach();
    expect([idle.paused, all.congested]).toEqual([true, [true, false, true]]);
  });

  test('holds nobody where the other host is there only sometimes, while it is', () => {
    const { fixture: all } = fixture();
    const terminal = all.host('pty', { echo: false, flowControl: () => false });
    terminal.at.present(false);
    const socket = all.host('socket', { echo: false });
    fill(all, socket);
    expect(socket.paused).toBe(true);
    terminal.at.present(true);
    expect(socket.paused).toBe(false);
    terminal.at.present(false);
    expect(socket.paused).toBe(true);
  });

  test('what it lost is told when its terminal is closed, and whoever opens it next has lost nothing', () => {
    const { fixture: all, unread } = fixture();
    const terminal = all.host('pty', { echo: false, flowControl: () => false });
    fill(all, terminal);
    expect(unread.map(({ items }) => items)).toEqual([1]);
    terminal.at.present(false);
    expect(unread.map(({ items }) => items)).toEqual([1, 5]);
    fill(all, terminal);
    terminal.full = false;
    terminal.at.drained();
    terminal.at.present(true);
    expect(unread.length).toBe(2);
    fill(all, terminal);
    expect(unread.at(-1)?.items).toBe(1);
  });

  test('is named in the log at the first loss and once a minute, with what it lost', () => {
    const { fixture: all, unread } = fixture();
    const idle = all.host('idle', { echo: false });
    all.host('other', { echo: false });
    idle.full = true;
    const fill = (urcs: number): void => {
      for (let n = 0; n < urcs; n++) {
        all.session.urc(URC, 'received');
        all.session.flush();
      }
    };
    fill(5);
    expect(all.log).toEqual([]);
    fill(3);
    all.clock.advance(59_999);
    expect(all.log).toEqual([expect.stringContaining('idle does not read: 1 replies and messages (10')]);
    all.clock.advance(1);
    expect(unread).toEqual([
      { host: 'idle', bytes: 10, items: 1 },
      { host: 'idle', bytes: 30, items: 3 },
    ]);
    // Nothing new to tell.
    all.clock.advance(120_000);
    expect(unread).toHaveLength(2);
    fill(1);
    fill(1);
    idle.at.detach();
    expect(unread.slice(2)).toEqual([
      { host: 'idle', bytes: 40, items: 4 },
      { host: 'idle', bytes: 50, items: 5 },
    ]);
  });

  test('still gets a message that is longer than its queue, once there is room', () => {
    const { fixture: all } = fixture();
    const slow = all.host('slow', { echo: false });
    all.host('other', { echo: false });
    slow.full = true;
    all.session.urc(URC, 'received');
    all.session.flush();
    all.session.urc(Buffer.alloc(1000, 'x'), 'received');
    all.session.urc(URC, 'received');
    slow.full = false;
    slow.at.drained();
    expect(slow.heard).toBe(`+URC:123⏎${'x'.repeat(1000)}`);
  });
});

describe('a URC is delivered', () => {
  /** Writes a URC and tells how often it was delivered. */
  function urc(all: SessionFixture): () => number {
    let times = 0;
    all.session.urc(URC, 'received', () => times++);
    all.session.flush();
    return () => times;
  }

  test('once the port has accepted all of it', () => {
    const { fixture: all } = fixture();
    const host = all.host('host', { echo: false });
    const delivered = urc(all);
    expect([delivered(), host.heard]).toEqual([0, '+URC:123⏎']);
    host.accepting.shift()?.();
    expect(delivered()).toBe(1);
  });

  test('at once where nobody is attached, or nobody is there', () => {
    const { fixture: all } = fixture();
    expect(urc(all)()).toBe(1);
    all.host('pty').at.present(false);
    expect(urc(all)()).toBe(1);
  });

  test('when the only host goes before it took it', () => {
    const { fixture: all } = fixture();
    const host = all.host('host', { echo: false });
    const delivered = urc(all);
    host.full = true;
    const behind = urc(all);
    const queued = urc(all);
    host.at.detach();
    expect([delivered(), behind(), queued()]).toEqual([1, 1, 1]);
  });

  test('when the queue drops it', () => {
    const { fixture: all } = fixture();
    const host = all.host('host', { flowControl: () => false });
    host.full = true;
    const kept = [urc(all), urc(all), urc(all), urc(all), urc(all)];
    const dropped = urc(all);
    expect([...kept, dropped].map((each) => each())).toEqual([0, 0, 0, 0, 0, 1]);
    host.full = false;
    host.at.drained();
    for (const accepted of host.accepting.splice(0)) accepted();
    expect(kept.map((each) => each())).toEqual([1, 1, 1, 1, 1]);
  });

  test('by the first host that takes it: one that does not read keeps nobody waiting', () => {
    const { fixture: all } = fixture();
    const idle = all.host('idle', { echo: false });
    const busy = all.host('busy', { echo: false });
    idle.full = true;
    urc(all);
    const delivered = urc(all);
    busy.accepting.at(-1)?.();
    expect(delivered()).toBe(1);
    idle.at.detach();
    busy.at.detach();
    expect(delivered()).toBe(1);
  });

  test('not by the port that took only what was written before it', () => {
    const { fixture: all } = fixture();
    const host = all.host('host', { echo: false });
    let [first, second] = [0, 0];
    all.session.urc(URC, 'received', () => first++);
    all.session.urc(Buffer.alloc(65_530, 'x'), 'received', () => second++);
    all.session.flush();
    host.accepting.shift()?.();
    expect([first, second]).toEqual([1, 0]);
    host.accepting.shift()?.();
    expect([first, second]).toEqual([1, 1]);
  });

  test('never when a reset throws it away', () => {
    const { fixture: all } = fixture();
    const host = all.host('host', { echo: false });
    host.full = true;
    const sent = urc(all);
    const queued = urc(all);
    all.session.discard();
    expect(host.discards).toBe(1);
    host.at.detach();
    expect([sent(), queued()]).toEqual([0, 0]);
  });

  test('after a data phase that held it back', () => {
    const { fixture: all } = fixture({ urcDuringData: 'hold' });
    const host = all.host('host', { echo: false });
    host.send('AT+DATA=1\r\n');
    const delivered = urc(all);
    expect(host.accepting).toEqual([]);
    host.send('x');
    all.session.flush();
    host.accepting.shift()?.();
    expect(delivered()).toBe(1);
  });
});

describe('a reset', () => {
  test('drops what a host that does not read has not taken, but not the echo and the OK of the command that resets', () => {
    const { fixture: all } = fixture({ hostBufferBytes: 1_000_000 });
    const host = all.host('host');
    const other = all.host('other');
    host.full = other.full = true;
    host.send('AT\r\n');
    all.session.flush();
    host.heard;
    other.heard;
    for (let n = 0; n < 20_000; n++) all.session.urc(URC, 'received');
    host.send('AT+FORCE\r\n');
    host.full = other.full = false;
    host.at.drained();
    other.at.drained();
    expect([host.heard, other.heard]).toEqual(['AT+FORCE⏎⏎OK⏎', '⏎OK⏎']);
  });
});
