import type { OutgoingPublish, SessionStore, StoredSession } from '#mqtt/client/session-store';

/** A store in memory that notes every call, and fails when told to. */
export class RecordingStore implements SessionStore {
  readonly calls: string[] = [];
  readonly outgoing = new Map<number, OutgoingPublish>();
  readonly incoming = new Set<number>();
  /** The method that fails, as a full disk would make it. */
  failing: keyof SessionStore | undefined;

  load(): StoredSession {
    this.#note('load');
    return { outgoing: [...this.outgoing.values()], received: [...this.incoming], setAside: undefined };
  }

  put(entry: OutgoingPublish): void {
    this.#note('put', entry.id);
    this.outgoing.set(entry.id, entry);
  }

  release(id: number): void {
    this.#note('release', id);
    const entry = this.outgoing.get(id);
    if (entry) this.outgoing.set(id, { ...entry, payload: Buffer.alloc(0), phase: 'release' });
  }

  remove(id: number): void {
    this.#note('remove', id);
    this.outgoing.delete(id);
  }

  received(ids: readonly number[]): void {
    this.#note('received', ...ids);
    for (const id of ids) this.incoming.add(id);
  }

  receivedDone(id: number): void {
    this.#note('receivedDone', id);
    this.incoming.delete(id);
  }

  clear(): void {
    this.#note('clear');
    this.outgoing.clear();
    this.incoming.clear();
  }

  #note(method: keyof SessionStore, ...ids: number[]): void {
    if (this.failing === method) throw new Error('the disk is full');
    this.calls.push([method, ...ids].join(' '));
  }
}
