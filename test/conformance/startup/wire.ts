import type { TestModule } from '#testing/index';

/** A published driver, as it makes out what a module says. Facts, written down anew. */
export interface PublishedHost {
  readonly library: string;
  /** The commit that was read. */
  readonly version: string;
  /** Where it was read. */
  readonly source: string;
  /** What it makes of the bytes. */
  readonly rule: string;
  /** It sends what firmware 2.2 does not have. */
  readonly newer?: true;
  /** What it wants that no genuine module of today has, as settings. */
  readonly needs?: Readonly<Record<string, string>>;
  attach(wire: Wire): HostDriver;
}

/** What all of them do in the field. Each throws where the driver would give up. */
export interface HostDriver {
  /** From power-on to Wi-Fi. */
  join(): Promise<void>;
  connect(host: string, port: number): Promise<void>;
  subscribe(topic: string): Promise<void>;
  publish(topic: string, payload: string): Promise<void>;
  /** The next message that comes. */
  message(): Promise<{ readonly topic: string; readonly payload: string }>;
  /** What it does once the broker was lost and is there again. */
  comeBack(host: string, port: number, topic: string): Promise<void>;
}

/** The line from a driver to a module, in the time of the test: it hears a byte as soon as the module has written it. */
export class Wire {
  readonly #lab: TestModule;
  /** What has come and was not taken, a byte a character. */
  unread = '';
  /** What came last without a pause in it, as a UART tells by its idle line. */
  burst = '';
  #burstAt = -1;

  constructor(lab: TestModule) {
    this.#lab = lab;
    lab.host.stream.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1');
      this.unread += text;
      this.burst = this.#burstAt === this.now ? this.burst + text : text;
      this.#burstAt = this.now;
    });
  }

  get now(): number {
    return this.#lab.clock.now();
  }

  send(text: string): void {
    this.#lab.host.stream.write(Buffer.from(text, 'latin1'));
  }

  /** Lets time go by. */
  pause(ms: number): Promise<void> {
    return this.#lab.clock.advance(ms);
  }

  /** Takes everything that has come. */
  take(length = this.unread.length): string {
    const taken = this.unread.slice(0, length);
    this.unread = this.unread.slice(length);
    return taken;
  }

  /** What `look` finds within this time, looking every few milliseconds. */
  async until<T>(what: string, ms: number, look: () => T | undefined, every = 1): Promise<T> {
    const end = this.now + ms;
    for (;;) {
      await this.pause(0);
      const found = look();
      if (found !== undefined) return found;
      if (this.now >= end)
        throw new Error(`no ${what} within ${ms} ms; unread: ${JSON.stringify(this.unread)}`);
      await this.pause(every);
    }
  }

  /** Which of these comes first; takes everything up to its end. */
  async find(texts: readonly string[], ms: number): Promise<number> {
    return this.until(texts.join(' or '), ms, () => {
      const ends = texts
        .map((text) => this.unread.indexOf(text))
        .map((at, i) => (at < 0 ? Infinity : at + (texts[i] ?? '').length));
      const first = Math.min(...ends);
      if (first === Infinity) return undefined;
      this.take(first);
      return ends.indexOf(first);
    });
  }

  /** The next line that is not empty, ended by CR or LF. */
  async line(ms: number): Promise<string> {
    return this.until('line', ms, () => {
      const found = /^[\r\n]*([^\r\n]+)[\r\n]/.exec(this.unread);
      if (found === null) return undefined;
      this.take(found[0].length);
      return found[1];
    });
  }
}

/** Sends a command with CR LF behind it. */
export function command(wire: Wire, line: string): void {
  wire.send(`${line}\r\n`);
}

/** Throws unless it holds. */
export function must(holds: boolean, complaint: string): void {
  if (!holds) throw new Error(complaint);
}
