import { LazySet } from '#collections/lazy-map';

const MAX_ID = 65_535;

/** Packet identifiers, 1 to 65535, handed out in turn; one in use is skipped [MQTT-2.3.1-2]. */
export class PacketIds {
  readonly #used = new LazySet<number>();
  #last = 0;

  /** The next free identifier, now in use; undefined when all are. */
  take(): number | undefined {
    if (this.#used.size >= MAX_ID) return undefined;
    let id = this.#last;
    do {
      id = id === MAX_ID ? 1 : id + 1;
    } while (this.#used.has(id));
    this.#last = id;
    this.#used.add(id);
    return id;
  }

  /** Marks an identifier that a stored session brings along. */
  claim(id: number): void {
    this.#used.add(id);
  }

  /** Makes an identifier free again. */
  free(id: number): void {
    this.#used.delete(id);
  }
}
