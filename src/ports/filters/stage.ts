import { Duplex, type DuplexOptions } from 'node:stream';

/** Something done at one place in the stream; what follows there waits for `go`. */
export type Act = (go: () => void) => void;

interface Barrier {
  /** Bytes written before it. */
  readonly at: number;
  readonly act: Act;
}

/**
 * A link of the chain between a port and its module. Data, end and closing pass in both directions, and so does
 * back-pressure. By itself it changes nothing.
 */
export class Stage extends Duplex {
  readonly #port: Duplex;
  readonly #barriers: Barrier[] = [];
  /** Bytes of finished writes. */
  #written = 0;
  /** Bytes sent of the write under way. */
  #sent = 0;
  #held = false;
  /** Goes on with the write under way. */
  #goOn: (() => void) | undefined;
  #drained: (() => void) | undefined;
  #ended = false;

  /** @param port what is nearer to the host */
  constructor(port: Duplex, options?: DuplexOptions) {
    super(options);
    this.#port = port;
    let failure: Error | undefined;
    port.on('data', (bytes: Buffer) => this.arrived(bytes));
    port.on('end', () => {
      this.#ended = true;
      this.inputOver(() => this.push(null));
    });
    port.on('drain', () => this.#wake());
    port.on('error', (error) => {
      failure = error;
    });
    port.on('close', () => {
      this.#wake();
      // What a host said before it left in good order is still heard.
      if (this.#ended && !this.readableEnded) this.once('end', () => this.destroy());
      else this.destroy(failure);
    });
  }

  /**
   * Calls `act` between the bytes written so far and those that follow, once the former are with the port; the
   * latter wait for its `go`. It is not called when the stream is destroyed before.
   */
  barrier(act: Act): void {
    this.between((go) => this.reached(act, go));
  }

  /** As `barrier`, but here and not at the port: `act` comes between bytes that this stage was sent. */
  protected between(act: Act): void {
    this.#barriers.push({ at: this.#written + this.writableLength, act });
    this.#advance();
  }

  /** Bytes from the host. */
  protected arrived(bytes: Buffer): void {
    if (!this.push(bytes)) this.stopInput();
  }

  /** The host will say nothing more. @param pass tells it the module, after what was said */
  protected inputOver(pass: () => void): void {
    pass();
  }

  /** Takes bytes for the host. @param done asks for the next ones */
  protected send(bytes: Buffer, done: () => void): void {
    this.hand(bytes, done);
  }

  /** The module will say nothing more. @param pass tells it the host, after what was sent */
  protected outputOver(pass: () => void): void {
    pass();
  }

  /** A barrier is next. @param act is done at the port; `go` lets the bytes behind it come here */
  protected reached(act: Act, go: () => void): void {
    if (this.#port instanceof Stage) {
      this.#port.barrier(act);
      go();
    } else act(go);
  }

  /** Cancels the stage's timers. */
  protected stopTimers(): void {}

  protected stopInput(): void {
    this.#port.pause();
  }

  protected startInput(): void {
    this.#port.resume();
  }

  /** Writes to the port. @param taken is called when it can take more */
  protected hand(bytes: Buffer, taken: () => void): void {
    // Bytes for a host that has gone are lost, as on a wire.
    if (!this.#port.writable || this.#port.write(bytes)) taken();
    else this.#drained = taken;
  }

  override _read(): void {
    this.startInput();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#carry(bytes, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#carry(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: () => void): void {
    this.outputOver(() => {
      // Not done before the last byte has left: what follows may destroy the port.
      if (this.#port.destroyed) done();
      else this.#port.end(() => done());
    });
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.stopTimers();
    this.#port.destroy();
    done(error);
  }

  #carry(bytes: Buffer, done: () => void): void {
    this.#sent = 0;
    const next = (): void => {
      if (this.#sent === bytes.length) {
        this.#written += bytes.length;
        this.#sent = 0;
        done();
        return;
      }
      const until = this.#barriers[0]?.at ?? Number.POSITIVE_INFINITY;
      const part = bytes.subarray(this.#sent, until - this.#written);
      this.send(part, () => {
        this.#sent += part.length;
        this.#goOn = next;
        this.#advance();
      });
    };
    this.#goOn = next;
    this.#advance();
  }

  /** Does what is due at this place in the stream, then goes on with the write under way. */
  #advance(): void {
    while (!this.#held && !this.destroyed) {
      const due = this.#barriers[0];
      if (due === undefined || due.at > this.#written + this.#sent) break;
      this.#barriers.shift();
      this.#held = true;
      let here = true;
      due.act(() => {
        this.#held = false;
        if (!here) this.#advance();
      });
      here = false;
    }
    if (this.#held) return;
    const goOn = this.#goOn;
    this.#goOn = undefined;
    goOn?.();
  }

  #wake(): void {
    const drained = this.#drained;
    this.#drained = undefined;
    drained?.();
  }
}
