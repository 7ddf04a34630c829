import { closeSync, constants, openSync, write } from 'node:fs';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { ReadStream } from 'node:tty';
import type { Module } from '#module/module';
import { createMemoryPort, type Port, parsePortSpec } from '#ports/index';
import { type Sendable, settled, TestHost, type TestHostOptions } from '#testing/index';

/** What ends a host's lines under each setting. */
export const LINE_END = { crlf: '\r\n', cr: '\r', lf: '\n', any: '\r' } as const;

/** Puts what the settings ask for between a host and its module. */
export type Join = (stream: Duplex, name: string) => Duplex;

/** Attaches a host to a module by a port of one kind. */
export type Attach = (module: Module, join: Join, options: TestHostOptions) => Promise<PortHost>;

/** A host on a port. */
export class PortHost extends TestHost {
  readonly #meter: Meter;
  readonly #port: Port;
  #sent = 0;

  constructor(stream: Duplex, meter: Meter, port: Port, options: TestHostOptions) {
    super(stream, options);
    this.#meter = meter;
    this.#port = port;
  }

  override send(bytes: Sendable): void {
    this.#sent += Buffer.byteLength(bytes);
    super.send(bytes);
  }

  /** Resolves when the module has taken all that was sent and said what it had to say at once. */
  async answered(): Promise<void> {
    await this.#meter.taken(this.#sent);
    await settled();
  }

  async close(): Promise<void> {
    this.leave();
    await this.#port.close();
  }
}

export const attachMemory: Attach = async (module, join, options) => {
  const spec = createMemoryPort();
  const meter = new Meter(module, join);
  return new PortHost(spec.host, meter, await spec.open(meter), options);
};

export const attachTcp: Attach = async (module, join, options) => {
  const meter = new Meter(module, join);
  const port = await parsePortSpec('tcp-listen:127.0.0.1:0').open(meter);
  if (port.info.kind !== 'tcp') throw new Error('not a TCP port');
  const socket = connect(port.info.port, port.info.host);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  await meter.attached;
  return new PortHost(socket, meter, port, options);
};

export const attachPty: Attach = async (module, join, options) => {
  const meter = new Meter(module, join);
  const port = await parsePortSpec('pty').open(meter);
  if (port.info.kind !== 'pty') throw new Error('not a pseudo-terminal');
  const host = new PortHost(openTerminal(port.info.path), meter, port, options);
  await meter.attached;
  // A pseudo-terminal drops what is written while nobody has opened it, and notices a host when it speaks.
  // The module ignores NUL before a line, without an echo.
  host.send(Buffer.of(0));
  await host.answered();
  return host;
};

/** Opens a terminal, and leaves its settings as they are. */
function openTerminal(path: string): Duplex {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
  const reader = new ReadStream(openSync(path, constants.O_RDONLY | constants.O_NOCTTY));
  const terminal = new Duplex({
    read: () => void reader.resume(),
    write: (bytes: Buffer, _encoding, done) => void writeAll(descriptor, bytes).then(() => done()),
    destroy(error, done) {
      reader.destroy();
      closeSync(descriptor);
      done(error);
    },
  });
  reader.on('data', (bytes: Buffer) => {
    if (!terminal.push(bytes)) reader.pause();
  });
  // It has hung up, as its module may before its host.
  reader.on('error', () => {});
  return terminal;
}

/** Writes by the thread pool, for a full terminal would block this program, which is also the one that reads. */
async function writeAll(descriptor: number, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    at += await new Promise<number>((resolve) =>
      write(descriptor, bytes, at, bytes.length - at, null, (error, written) =>
        resolve(error === null ? written : bytes.length),
      ),
    );
  }
}

/** Hands hosts to a module and counts the bytes that reach it. */
class Meter {
  readonly attached: Promise<void>;
  readonly notice = (): void => {};
  #count = 0;
  #waiters: { count: number; resolve: () => void }[] = [];
  readonly #module: Module;
  readonly #join: Join;
  #resolve: () => void = () => {};

  constructor(module: Module, join: Join) {
    this.#module = module;
    this.#join = join;
    this.attached = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  readonly host = (stream: Duplex, name: string): void => {
    this.#module.attach(this.#join(stream, name), { name });
    stream.on('data', (chunk: Buffer) => {
      this.#count += chunk.length;
      this.#waiters = this.#waiters.filter(({ count, resolve }) => {
        if (this.#count < count) return true;
        resolve();
        return false;
      });
    });
    this.#resolve();
  };

  /** Resolves when so many bytes have reached the module. */
  taken(count: number): Promise<void> {
    if (this.#count >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ count, resolve }));
  }
}
