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

/** Receives a QoS 2 message and delivers it. @returns whether it was to be delivered */
async function receive(session: Session, id: number): Promise<boolean> {
  let settled = (): void => {};
  const stored = new Promise<void>((resolve) => {
    settled = resolve;
  });
  const delivery = session.receive(id, () => settled());
  if (delivery !== undefined) session.delivered(delivery);
  await stored;
  return delivery !== undefined;
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

  it('goes on after a restart of the program, and does not hand out identifiers in flight', async () => {
    const { session, store } = persistent();
    session.add(TOPIC, Buffer.from('1'), 1, false);
    session.release(session.add(TOPIC, Buffer.from('2'), 2, false));
    await receive(session, 9);

    const restarted = new Session(store);
    restarted.begin(false);
    expect(restarted.outgoing().map(({ id, phase }) => [id, phase])).toEqual([
      [1, 'publish'],
      [2, 'release'],
    ]);
    expect(await receive(restarted, 9)).toBe(false);
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

  it('forgets received identifiers when the broker has no session, but not what it sends', async () => {
    const { session, store } = persistent();
    session.add(TOPIC, Buffer.from('1'), 1, false);
    await receive(session, 5);
    session.accepted(true);
    expect(await receive(session, 5)).toBe(false);
    session.accepted(false);
    expect(await receive(session, 5)).toBe(true);
    expect(session.inflight).toBe(1);
    expect(store.calls).toEqual(['put 1', 'received 5', 'receivedDone 5', 'received 5']);
  });
});

describe('received messages of QoS 2', () => {
  it('that are delivered in one turn are stored by one write, after they were delivered', async () => {
    const { session, store } = persistent();
    const settled: number[] = [];
    const deliveries = [1, 2, 3].map((id) => session.receive(id, () => settled.push(id)));
    await Promise.resolve();
    expect(store.calls).toEqual([]);
    for (const delivery of deliveries) if (delivery !== undefined) session.delivered(delivery);
    await Promise.resolve();
    expect(store.calls).toEqual(['received 1 2 3']);
    expect(settled).toEqual([1, 2, 3]);
  });

  it('that come again while they are on their way are delivered once, and both are told', async () => {
    const { session } = persistent();
    const settled: string[] = [];
    const delivery = session.receive(4, () => settled.push('first'));
    expect(session.receive(4, () => settled.push('again'))).toBeUndefined();
    if (delivery !== undefined) session.delivered(delivery);
    await Promise.resolve();
    expect(settled).toEqual(['first', 'again']);
  });

  it('whose identifier the broker uses anew are told apart from what was on its way', async () => {
    const { session, store } = persistent();
    const old = session.receive(4, () => {});
    session.accepted(false);
    expect(session.receive(4, () => {})).toBeDefined();
    if (old !== undefined) session.delivered(old);
    await Promise.resolve();
    expect(store.calls).toEqual([]);
  });

  it('that were on their way when the session was given up change nothing that is stored', async () => {
    const { session, store } = persistent();
    const delivery = session.receive(4, () => {});
    session.close();
    if (delivery !== undefined) session.delivered(delivery);
    await Promise.resolve();
    expect(store.calls).toEqual([]);
  });
});

describe('a clean session', () => {
  it('clears what was left, and stores nothing', async () => {
    const { session, store } = persistent();
    session.add(TOPIC, Buffer.from('1'), 1, false);
    await receive(session, 7);
    store.calls.length = 0;
    session.begin(true);
    expect(session.inflight).toBe(0);
    expect(await receive(session, 7)).toBe(true);
    session.add(TOPIC, Buffer.from('2'), 2, false);
    expect(store.calls).toEqual(['clear']);
  });

  it('ends with its connection', async () => {
    const session = new Session();
    session.begin(true);
    session.add(TOPIC, Buffer.from('1'), 1, false);
    await receive(session, 7);
    session.ended();
    expect(session.inflight).toBe(0);
    expect(await receive(session, 7)).toBe(true);
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

  it('does not lose an identifier: when the message comes again, its number is stored then', async () => {
    const { session, store } = persistent();
    store.failing = 'received';
    const failure = await new Promise((resolve) => {
      const delivery = session.receive(3, resolve);
      if (delivery !== undefined) session.delivered(delivery);
    });
    expect(failure).toMatchObject({ code: 'STORE' });
    store.failing = undefined;
    expect(await receive(session, 3)).toBe(false);
    expect([...store.incoming]).toEqual([3]);
  });
});

it('no identifier is free when 65535 are in use', () => {
  const session = new Session();
  for (let i = 0; i < 65_535; i++) session.takeId();
  expect(() => session.takeId()).toThrow(expect.objectContaining({ code: 'INFLIGHT_FULL' }));
  session.freeId(77);
  expect(session.takeId()).toBe(77);
});
