import { Duplex, type DuplexOptions } from 'node:stream';

/** Something done at one place in the stream; what follows there waits for `proceed`. */
export type BarrierAction = (proceed: () => void) => void;

/** A stream that can forget what was written and has not left. */
interface Discarding {
  discard?(): void;
}

interface Barrier {
  /** Bytes written before it. */
  readonly at: number;
  readonly action: BarrierAction;
}

/**
 * A link of the chain between a port and its module. Data, end and closing pass in both directions, and so does
 * backpressure. By itself it changes nothing.
 */
export class Filter extends Duplex {
  readonly #port: Duplex;
  readonly #barriers: Barrier[] = [];
  /** Bytes of finished writes. */
  #written = 0;
  /** Bytes sent of the write under way. */
  #sent = 0;
  /** A barrier's action has not let go yet. */
  #held = false;
  /** Goes on with the write under way. */
  #resume: (() => void) | undefined;
  #portReady: (() => void) | undefined;
  #ended = false;
  /** What comes before this place in the stream is thrown away. */
  #discardTo = 0;
  /** Writes that the port has not accepted yet. */
  #unaccepted = 0;
  readonly #portAccepted = (): void => {
    this.#unaccepted--;
    if (this.#unaccepted === 0) for (const accepted of this.#awaitingPort.splice(0)) accepted();
  };
  readonly #awaitingPort: (() => void)[] = [];

  /** @param port what is nearer to the host */
  constructor(port: Duplex, options?: DuplexOptions) {
    super(options);
    this.#port = port;
    let failure: Error | undefined;
    port.on('data', (bytes: Buffer) => this.onInput(bytes));
    port.on('end', () => {
      this.#ended = true;
      this.onInputEnd(() => this.push(null));
    });
    port.on('drain', () => this.#portDrained());
    port.on('error', (error) => {
      failure = error;
    });
    port.on('close', () => {
      this.#portDrained();
      // What a host said before it left in good order is still heard.
      if (this.#ended && !this.readableEnded) this.once('end', () => this.destroy());
      else this.destroy(failure);
    });
  }

  /**
   * Calls `action` between the bytes written so far and those that follow, once the former are with the port; the
   * latter wait for its `proceed`. It is not called when the stream is destroyed before.
   */
  barrier(action: BarrierAction): void {
    this.barrierHere((proceed) => this.onBarrier(action, proceed));
  }

  /** Throws away what was written and has not left, here and nearer to the host; barriers keep their order. */
  discard(): void {
    this.#discardTo = this.#written + this.writableLength;
    (this.#port as Discarding).discard?.();
    this.onDiscard();
  }

  /** Calls `accepted` once the port has accepted what was written so far. */
  whenAccepted(accepted: () => void): void {
    let last: Filter = this;
    while (last.#port instanceof Filter) last = last.#port;
    this.barrier((proceed) => {
      if (last.#unaccepted === 0) accepted();
      else last.#awaitingPort.push(accepted);
      proceed();
    });
  }

  /** As `barrier`, but here and not at the port: `action` comes between bytes that this filter was sent. */
  protected barrierHere(action: BarrierAction): void {
    this.#barriers.push({ at: this.#written + this.writableLength, action });
    this.#advance();
  }

  /** Bytes from the host. */
  protected onInput(bytes: Buffer): void {
    if (!this.push(bytes)) this.pauseInput();
  }

  /** The host will say nothing more. @param pass tells it the module, after what was said */
  protected onInputEnd(pass: () => void): void {
    pass();
  }

  /** Takes bytes for the host. @param done asks for the next ones */
  protected onOutput(bytes: Buffer, done: () => void): void {
    this.writeToPort(bytes, done);
  }

  /** The module will say nothing more. @param pass tells it the host, after what was sent */
  protected onOutputEnd(pass: () => void): void {
    pass();
  }

  /** What the filter holds of the output is thrown away. */
  protected onDiscard(): void {}

  /** A barrier is next. @param action is done at the port; `proceed` lets the bytes behind it come here */
  protected onBarrier(action: BarrierAction, proceed: () => void): void {
    if (this.#port instanceof Filter) {
      this.#port.barrier(action);
      proceed();
    } else action(proceed);
  }

  /** Cancels the filter's timers. */
  protected stopTimers(): void {}

  protected pauseInput(): void {
    this.#port.pause();
  }

  protected resumeInput(): void {
    this.#port.resume();
  }

  /** Writes to the port. @param ready is called when it can take more */
  protected writeToPort(bytes: Buffer, ready: () => void): void {
    // Bytes for a host that has gone are lost, as on a wire.
    if (!this.#port.writable) return ready();
    this.#unaccepted++;
    if (this.#port.write(bytes, this.#portAccepted)) ready();
    else this.#portReady = ready;
  }

  override _read(): void {
    this.resumeInput();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#transfer(bytes, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#transfer(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _final(done: () => void): void {
    this.onOutputEnd(() => {
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

  #transfer(bytes: Buffer, done: () => void): void {
    this.#sent = 0;
    const next = (): void => {
      if (this.#sent === bytes.length) {
        this.#written += bytes.length;
        this.#sent = 0;
        done();
        return;
      }
      const until = this.#barriers[0]?.at ?? Number.POSITIVE_INFINITY;
      if (this.#written + this.#sent < this.#discardTo) {
        this.#sent = Math.min(bytes.length, until - this.#written, this.#discardTo - this.#written);
        this.#resume = next;
        return this.#advance();
      }
      const part = bytes.subarray(this.#sent, until - this.#written);
      this.onOutput(part, () => {
        this.#sent += part.length;
        this.#resume = next;
        this.#advance();
      });
    };
    this.#resume = next;
    this.#advance();
  }

  /** Does what is due at this place in the stream, then goes on with the write under way. */
  #advance(): void {
    while (!this.#held && !this.destroyed) {
      const due = this.#barriers[0];
      if (due === undefined || due.at > this.#written + this.#sent) break;
      this.#barriers.shift();
      this.#held = true;
      let returned = false;
      due.action(() => {
        this.#held = false;
        if (returned) this.#advance();
      });
      returned = true;
    }
    if (this.#held) return;
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }

  #portDrained(): void {
    const ready = this.#portReady;
    this.#portReady = undefined;
    ready?.();
  }
}
