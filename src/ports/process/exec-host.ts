import { Duplex, type Readable, type Writable } from 'node:stream';

/** A program's standard input and output as one stream; it ends once all that the program wrote has been read. */
export class ExecHost extends Duplex {
  readonly #stdin: Writable;
  readonly #stdout: Readable;

  constructor(stdin: Writable, stdout: Readable) {
    // Who has closed its output is no host any more.
    super({ allowHalfOpen: false });
    this.#stdin = stdin;
    this.#stdout = stdout;
    stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) stdout.pause();
    });
    const end = (): void => {
      if (!this.readableEnded && !this.destroyed) this.push(null);
    };
    stdout.on('end', end).on('close', end);
    stdout.on('error', () => this.destroy());
    // A program that does not read any more may still have something to say.
    stdin.on('error', () => {});
    stdout.pause();
  }

  override _read(): void {
    this.#stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#stdin.write(chunk, () => done());
  }

  override _final(done: () => void): void {
    this.#stdin.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#stdin.destroy();
    this.#stdout.destroy();
    done(error);
  }
}
