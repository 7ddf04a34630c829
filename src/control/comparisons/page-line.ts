import type { ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import { message } from '#messages/message';
import type { OpenPort, PortEvents } from '#ports/index';
import { ControlError } from '../control-error.ts';
import { whenGone } from '../gone.ts';

/**
 * The line to a module that is at somebody else's serial port: what is said to the module is the answer to one request, which
 * stays open, and what the module says comes in others.
 */
export class PageLine {
  /** What it is called in reports. */
  readonly name: string;
  #events: PortEvents | undefined;
  #stream: Duplex | undefined;

  constructor(name: string) {
    this.name = name;
  }

  /** The port of it. */
  readonly open: OpenPort = async (events) => {
    this.#events = events;
    this.#attach();
    return {
      spec: this.name,
      // The speed is what the holder of the port has set.
      info: { kind: 'serial', path: this.name, baud: 0 },
      close: async () => {
        this.#events = undefined;
        this.#stream?.destroy();
      },
    };
  };

  /** @throws ControlError `CONFLICT` while somebody is joined */
  checkFree(): void {
    if (this.#stream !== undefined) throw new ControlError('CONFLICT', message('controlAction.lineTaken'));
  }

  /** Gives what is said to the module to an answer, for as long as that is taken. */
  join(answer: ServerResponse): void {
    const stream = new Duplex({
      read() {},
      write: (bytes: Buffer, _encoding, done) => {
        if (answer.destroyed) done();
        else answer.write(bytes, () => done());
      },
    });
    this.#stream = stream;
    stream.once('close', () => {
      if (this.#stream === stream) this.#stream = undefined;
      answer.end();
    });
    whenGone(answer, () => stream.destroy());
    this.#attach();
  }

  /** Takes what the module has said. @throws ControlError `CONFLICT` while nobody is joined */
  said(bytes: Buffer): void {
    if (this.#stream === undefined) throw new ControlError('CONFLICT', message('controlAction.lineMissing'));
    this.#stream.push(bytes);
  }

  /** Lets go of whoever is joined. */
  close(): void {
    this.#stream?.destroy();
  }

  #attach(): void {
    if (this.#stream !== undefined) this.#events?.host(this.#stream, this.name);
  }
}
