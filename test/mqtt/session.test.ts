import { describe, expect, it } from 'vitest';
import { Session } from '#mqtt/client/session';
import { RecordingStore } from './support/recording-store.ts';

const TOPIC = Buffer.from('t');

function persistent(store = new RecordingStore()): { session: Session; store: RecordingStore } {
  const session = new Session(store);
  session.begin(false);
  store.calls.length = 0;
  return { session, store };
}

describe('a persistent session', () => {
  it('stores each step of a QoS 1 publish', () => {
    const { session, store } = persistent();
    const { id } = session.add(TOPIC, Buffer.from('x'), 1, false);
    session.remove(id);
    expect(store.calls).toEqual(['put 1', 'remove 1']);
    expect(session.inflight).toBe(0);
  });

  it('stores each step of a QoS 2 publish, and drops the payload once it is recorded', () => {
    const { session, store } = persistent();
    const entry = session.add(TOPIC, Buffer.from('x'), 2, true);
    session.release(entry);
    expect(session.find(1)).toMatchObject({ phase: 'release', payload: Buffer.alloc(0), retain: true });
    session.remove(1);
    expect(store.calls).toEqual(['put 1', 'release 1', 'remove 1']);
  });

  it('keeps the order of publishes when one changes its phase', () => {
    const { session } = persistent();
    const first = session.add(TOPIC, Buffer.from('1'), 2, false);
    session.add(TOPIC, Buffer.from('2'), 1, false);
    session.release(first);
    expect(session.outgoing().map(({ id, phase }) => [id, phase])).toEqual([
      [1, 'release'],
      [2, 'publish'],
    ]);
  });

  it('goes on after a restart of the program, and does not hand out identifiers in flight', () => {
    const { session, store } = persistent();
    session.add(TOPIC, Buffer.from('1'), 1, false);
    session.release(session.add(TOPIC, Buffer.from('2'), 2, false));
    session.receive(9);

    const restarted = new Session(store);
    restarted.begin(false);
    expect(restarted.outgoing().map(({ id, phase }) => [id, phase])).toEqual([
      [1, 'publish'],
      [2, 'release'],
    ]);
    expect(restarted.receive(9)).toBe(false);
    expect(restarted.takeId()).toBe(3);
  });

  it('survives the end of a connection', () => {
    const { session } = persistent();
    session.add(TOPIC, Buffer.from('1'), 1, false);
    session.ended();
    expect(session.inflight).toBe(1);
  });

  it('copies what it takes', () => {
    const { session } = persistent();
    const payload = Buffer.from('before');
    session.add(TOPIC, payload, 1, false);
    payload.fill('x');
    expect(session.outgoing()[0]?.payload.toString()).toBe('before');
  });

  it('forgets received identifiers when the broker has no session, but not what it sends', () => {
    const { session, store } = persistent();
    session.add(TOPIC, Buffer.from('1'), 1, false);
    session.receive(5);
    session.accepted(true);
    expect(session.receive(5)).toBe(false);
    session.accepted(false);
    expect(session.receive(5)).toBe(true);
    expect(session.inflight).toBe(1);
    expect(store.calls).toEqual(['put 1', 'received 5', 'receivedDone 5', 'received 5']);
  });
});

describe('a clean session', () => {
  it('clears what was left, and stores nothing', () => {
    const { session, store } = persistent();
    session.add(TOPIC, Buffer.from('1'), 1, false);
    session.receive(7);
    store.calls.length = 0;
    session.begin(true);
    expect(session.inflight).toBe(0);
    expect(session.receive(7)).toBe(true);
    session.add(TOPIC, Buffer.from('2'), 2, false);
    expect(store.calls).toEqual(['clear']);
  });

  it('ends with its connection', () => {
    const session = new Session();
    session.begin(true);
    session.add(TOPIC, Buffer.from('1'), 1, false);
    session.receive(7);
    session.ended();
    expect(session.inflight).toBe(0);
    expect(session.receive(7)).toBe(true);
  });
});

describe('a store that fails', () => {
  it('shows as STORE, and a publish that was not stored is not in flight', () => {
    const { session, store } = persistent();
    store.failing = 'put';
    expect(() => session.add(TOPIC, Buffer.from('1'), 1, false)).toThrow(
      expect.objectContaining({ code: 'STORE', message: expect.stringContaining('the disk is full') }),
    );
    expect(session.inflight).toBe(0);
  });

  it('shows when the session is made, if it cannot be loaded', () => {
    const store = new RecordingStore();
    store.failing = 'load';
    expect(() => new Session(store)).toThrow(expect.objectContaining({ code: 'STORE' }));
  });

  it('does not lose an identifier: the message counts as new when its number was not stored', () => {
    const { session, store } = persistent();
    store.failing = 'received';
    expect(() => session.receive(3)).toThrow();
    store.failing = undefined;
    expect(session.receive(3)).toBe(true);
  });
});

it('no identifier is free when 65535 are in use', () => {
  const session = new Session();
  for (let i = 0; i < 65_535; i++) session.takeId();
  expect(() => session.takeId()).toThrow(expect.objectContaining({ code: 'INFLIGHT_FULL' }));
  session.freeId(77);
  expect(session.takeId()).toBe(77);
});
