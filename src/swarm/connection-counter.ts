import type { Stats } from './stats.ts';

/** The state of a module's connection as its lines tell it, counted. */
export class ConnectionCounter {
  readonly #stats: Stats;
  #state: 'none' | 'up' | 'lost' = 'none';

  constructor(stats: Stats) {
    this.#stats = stats;
  }

  get up(): boolean {
    return this.#state === 'up';
  }

  get lost(): boolean {
    return this.#state === 'lost';
  }

  connected(): void {
    if (this.#state === 'lost') this.#stats.reconnected++;
    if (this.#state !== 'up') this.#stats.connected++;
    this.#state = 'up';
  }

  /** Told again for each try that fails to come back. @returns whether it was up until now */
  disconnected(): boolean {
    if (this.#state !== 'up') return false;
    this.#state = 'lost';
    this.#stats.connected--;
    this.#stats.lost++;
    return true;
  }

  /** What comes from now on does not count. */
  forget(): void {
    this.#state = 'none';
  }
}
