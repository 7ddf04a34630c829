import type { Dial, Transport, TransportEvents } from '#mqtt/transport';

/** What a transport tells, to be waited for. */
export class Events implements TransportEvents {
  readonly log: string[] = [];
  error: Error | undefined;
  #chunks: Buffer[] = [];
  #received = 0;
  #waiting: (() => void)[] = [];

  open(): void {
    this.#note('open');
  }

  data(bytes: Buffer): void {
    this.#received += bytes.length;
    this.#chunks.push(Buffer.from(bytes));
    this.#wake();
  }

  drain(): void {
    this.#note('drain');
  }

  closed(error?: Error): void {
    this.error = error;
    this.#note('closed');
  }

  /** Bytes received so far. */
  get received(): Buffer {
    this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  async until(line: 'open' | 'drain' | 'closed'): Promise<void> {
    while (!this.log.includes(line)) await this.#next();
  }

  async bytes(count: number): Promise<Buffer> {
    while (this.#received < count) await this.#next();
    return this.received;
  }

  /** Whether it opened; else `error` says why not. */
  async outcome(): Promise<'open' | 'closed'> {
    while (this.log.length === 0) await this.#next();
    return this.log[0] as 'open' | 'closed';
  }

  #note(line: string): void {
    this.log.push(line);
    this.#wake();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

/** A transport that is being opened, with what it tells. */
export function dialled(dial: Dial): { transport: Transport; events: Events } {
  const events = new Events();
  return { transport: dial(events), events };
}
