import type { HostOptions, HostStream } from '#module/stream-host';

const EVENTS = ['data', 'drain', 'end', 'error', 'close'] as const;
type HostEvent = (typeof EVENTS)[number];
type Listener = (chunk: Buffer) => void;

const NOTHING = Buffer.alloc(0);

/** A host on its stream, which can be given to one module after another. */
export class HandedStream {
  readonly #stream: HostStream;
  #view: StreamView | undefined;
  readonly #watched: boolean;
  #present = true;
  #ended = false;

  constructor(stream: HostStream, presence: HostOptions['presence']) {
    this.#stream = stream;
    this.#watched = presence !== undefined;
    for (const event of EVENTS) {
      stream.on(event as 'data', (chunk: Buffer) => {
        if (event === 'end') this.#ended = true;
        this.#view?.tell(event, chunk);
      });
    }
    presence?.((present) => {
      this.#present = present;
      this.#view?.tellPresent(present);
    });
  }

  /** Gives it to a module; the one before sees its host go. */
  hand(attach: (stream: HostStream, presence: HostOptions['presence']) => void): void {
    this.#view?.leave();
    const view = new StreamView(this.#stream);
    this.#view = view;
    attach(view, this.#watched ? (listener) => this.#watch(view, listener) : undefined);
    // The module before may have held it back.
    this.#stream.resume();
    if (this.#ended) view.tell('end', NOTHING);
  }

  #watch(view: StreamView, listener: (present: boolean) => void): void {
    view.tellPresent = listener;
    listener(this.#present);
  }
}

/** A host's stream as one module sees it. */
class StreamView implements HostStream {
  tellPresent: (present: boolean) => void = () => {};
  readonly whenAccepted?: (accepted: () => void) => void;
  /** Several of an event: who records a host listens too. */
  readonly #listeners = new Map<HostEvent, Listener[]>();
  /** Undefined once it belongs to another module. */
  #stream: HostStream | undefined;

  constructor(stream: HostStream) {
    this.#stream = stream;
    if (stream.whenAccepted !== undefined) this.whenAccepted = (done) => this.#stream?.whenAccepted?.(done);
  }

  get writable(): boolean {
    return this.#stream?.writable === true;
  }

  get writableLength(): number {
    return this.#stream?.writableLength ?? 0;
  }

  on(event: HostEvent, listener: Listener | (() => void)): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  tell(event: HostEvent, chunk: Buffer): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(chunk);
  }

  write(chunk: Buffer, done?: (error?: Error | null) => void): void {
    this.#stream?.write(chunk, done);
  }

  pause(): void {
    this.#stream?.pause();
  }

  resume(): void {
    this.#stream?.resume();
  }

  end(): void {
    this.#stream?.end();
  }

  destroy(): void {
    this.#stream?.destroy();
  }

  discard(): void {
    this.#stream?.discard?.();
  }

  /** Another module has it from now on. */
  leave(): void {
    this.#stream = undefined;
    this.tell('close', NOTHING);
  }
}
