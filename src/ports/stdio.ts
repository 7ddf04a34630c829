import { Duplex, type Readable, type Writable } from 'node:stream';
import { message } from '#messages/message';
import { PortError } from './errors.ts';
import type { Port, PortEvents, PortKind } from './port.ts';

/** The process's own input and output, for a program that starts this one. */
export const stdioKind: PortKind = {
  name: 'stdio',
  usage: 'stdio',
  parse(spec, rest) {
    if (rest !== undefined) throw new PortError('MALFORMED', message('ports.stdioTakesNothing', { spec }));
    return { kind: 'stdio', fork: false, open: (events) => openStdio(events) };
  },
};

/** Opens the stdio port over the process's streams, or over others in a test. */
export async function openStdio(
  events: PortEvents,
  input: Readable & { isTTY?: boolean } = process.stdin,
  output: Writable = process.stdout,
): Promise<Port> {
  if (input.isTTY === true) {
    events.notice('warn', message('ports.stdinIsTerminal'));
  }
  const host = new StdioHost(input, output);
  events.host(host, 'stdio');
  return {
    spec: 'stdio',
    info: { kind: 'stdio' },
    async close() {
      host.destroy();
    },
  };
}

/** Joins the two streams; neither is closed with it, since they are the process's. */
class StdioHost extends Duplex {
  readonly #input: Readable;
  readonly #output: Writable;
  readonly #release: () => void;

  constructor(input: Readable, output: Writable) {
    super();
    this.#input = input;
    this.#output = output;
    const take = (chunk: Buffer) => {
      if (!this.push(chunk)) input.pause();
    };
    const end = () => {
      if (!this.readableEnded) this.push(null);
    };
    const gone = () => this.destroy();
    input.on('data', take).on('end', end).on('close', end).on('error', gone);
    // A closed output (EPIPE) means that the host has gone.
    output.on('error', gone).on('close', gone);
    input.pause();
    this.#release = () => {
      input.off('data', take).off('end', end).off('close', end);
      input.pause();
    };
  }

  override _read(): void {
    this.#input.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#output.write(chunk, () => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#release();
    done(error);
  }
}
