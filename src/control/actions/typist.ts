import type { AtHost, HostConnection } from '#at/session/host';
import type { Module } from '#module/module';

/** What hosts are called here and in events: the one that types for the control plane. */
export const CONTROL_HOST = 'control';

const PROMPT = 0x3e;

/** What came of typing. */
export interface Typed {
  /** What the module wrote until it was over. */
  readonly output: Buffer;
  /** Whether no command waits for its answer any more; false: the time for it was over first. */
  readonly over: boolean;
  /** Bytes of data that the module waits for now. */
  readonly awaits: number;
}

/**
 * Types on the UART of a module as one more host, which is on the line for good and never there: nobody waits for it
 * to read, no message counts as delivered because of it, and what hosts hear is as without it.
 */
class Typist {
  readonly #module: Module;
  readonly #host: AtHost;
  readonly #listeners = new Set<(chunk: Buffer) => void>();
  /** The data phase that is open is of a command that was typed here. */
  #ownsData = false;

  constructor(module: Module) {
    this.#module = module;
    const connection: HostConnection = {
      write: (chunk) => {
        for (const listener of [...this.#listeners]) listener(chunk);
        return true;
      },
      pause() {},
      resume() {},
      end() {},
    };
    this.#host = module.at.attach(connection, { name: CONTROL_HOST, echo: false, slowHost: 'drop' });
    this.#host.present(false);
  }

  /**
   * Types bytes, in one read of the port.
   * @param waitMs for the answer at most
   * @param signal gives it up
   */
  type(bytes: Uint8Array, waitMs: number, signal?: AbortSignal): Promise<Typed> {
    const { at, clock } = this.#module;
    // What was written before is no answer to this.
    at.flush();
    const before = at.dataRemaining;
    // It is refused as a whole, whoever is waited for.
    const refused = at.busy || (before > 0 && !this.#ownsData);
    const chunks: Buffer[] = [];
    return new Promise((resolve) => {
      const finish = (over: boolean): void => {
        this.#listeners.delete(listen);
        cancel();
        signal?.removeEventListener('abort', giveUp);
        resolve({ output: Buffer.concat(chunks), over, awaits: at.dataRemaining });
      };
      const giveUp = (): void => finish(false);
      const look = (): void => {
        if (!this.#listeners.has(listen)) return;
        // A long answer comes in several pieces, all of them in one turn.
        at.flush();
        if (this.#isOver(chunks)) finish(true);
      };
      const listen = (chunk: Buffer): void => {
        chunks.push(chunk);
        queueMicrotask(look);
      };
      this.#listeners.add(listen);
      const cancel = clock.after(waitMs, giveUp);
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#module.heard(CONTROL_HOST, bytes);
      this.#host.receive(bytes);
      at.flush();
      this.#ownsData = at.dataRemaining > 0 && (before === 0 || this.#ownsData);
      if (refused && !at.paused) finish(true);
      else if (waitMs === 0) finish(this.#isOver(chunks));
      else look();
    });
  }

  #isOver(chunks: readonly Buffer[]): boolean {
    const { at } = this.#module;
    if (at.busy || at.paused) return false;
    return at.dataRemaining === 0 || chunks.at(-1)?.at(-1) === PROMPT || chunks.length === 0;
  }
}

const typists = new WeakMap<Module, Typist>();

/** The one of a module. */
export function typistOf(module: Module): Typist {
  const typist = typists.get(module) ?? new Typist(module);
  typists.set(module, typist);
  return typist;
}
