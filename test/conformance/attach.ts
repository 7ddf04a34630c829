import { closeSync, constants, openSync, write } from 'node:fs';
import { connect } from 'node:net';
import type { Duplex, Readable } from 'node:stream';
import { ReadStream } from 'node:tty';
import type { Module } from '#module/module';
import { createMemoryPort, type Port, parsePortSpec } from '#ports/index';

/** A host's side of a port. */
export interface HostEnd {
  send(bytes: Buffer): void;
  /** The next `size` bytes, or fewer when time is up. */
  read(size: number, ms: number): Promise<Buffer>;
  /** Resolves when the module has taken all that was sent and said what it had to say at once. */
  settled(): Promise<void>;
  /** What has come and was not read. */
  rest(): Promise<Buffer>;
  close(): Promise<void>;
}

/** What ends a host's lines under each setting. */
export const LINE_END = { crlf: '\r\n', cr: '\r', lf: '\n', any: '\r' } as const;
const GREETING_MS = 5000;

/** Puts what the settings ask for between a host and its module. */
export type Join = (stream: Duplex, name: string) => Duplex;

/** Attaches a host to a module. */
export type Attach = (module: Module, join: Join) => Promise<HostEnd>;

export const attachMemory: Attach = async (module, join) => {
  const spec = createMemoryPort();
  const meter = new Meter(module, join);
  const port = await spec.open(meter);
  return new StreamEnd(spec.host, (bytes) => void spec.host.write(bytes), meter, port);
};

export const attachTcp: Attach = async (module, join) => {
  const meter = new Meter(module, join);
  const port = await parsePortSpec('tcp-listen:127.0.0.1:0').open(meter);
  if (port.info.kind !== 'tcp') throw new Error('not a TCP port');
  const socket = connect(port.info.port, port.info.host);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  await meter.attached;
  return new StreamEnd(socket, (bytes) => void socket.write(bytes), meter, port);
};

export const attachPty: Attach = async (module, join) => {
  const meter = new Meter(module, join);
  const port = await parsePortSpec('pty').open(meter);
  if (port.info.kind !== 'pty') throw new Error('not a pseudo-terminal');
  const descriptor = openSync(port.info.path, constants.O_RDWR | constants.O_NOCTTY);
  const reader = new ReadStream(openSync(port.info.path, constants.O_RDONLY | constants.O_NOCTTY));
  let written = Promise.resolve();
  const send = (bytes: Buffer): void => {
    written = written.then(() => writeAll(descriptor, bytes));
  };
  await meter.attached;
  // A pseudo-terminal drops what is written while nobody has opened it, and notices a host when it speaks.
  // The module ignores +++ outside data mode, but for its echo.
  const greeting = Buffer.from(`+++${LINE_END[module.settings.terminator]}`);
  send(greeting);
  await meter.taken(greeting.length);
  const end = new StreamEnd(reader, send, meter, port, () => closeSync(descriptor));
  await end.read(greeting.length, GREETING_MS);
  return end;
};

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

  get count(): number {
    return this.#count;
  }
}

class StreamEnd implements HostEnd {
  readonly #write: (bytes: Buffer) => void;
  readonly #meter: Meter;
  readonly #port: Port;
  readonly #stream: Readable;
  readonly #release: () => void;
  #bytes = Buffer.alloc(0);
  #sent: number;
  #wake: () => void = () => {};

  constructor(
    stream: Readable,
    send: (bytes: Buffer) => void,
    meter: Meter,
    port: Port,
    release = (): void => {},
  ) {
    this.#write = send;
    this.#meter = meter;
    this.#port = port;
    this.#stream = stream;
    this.#release = release;
    this.#sent = meter.count;
    stream.on('data', (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#wake();
    });
    stream.on('error', () => {});
  }

  send(bytes: Buffer): void {
    this.#sent += bytes.length;
    this.#write(bytes);
  }

  async read(size: number, ms: number): Promise<Buffer> {
    const deadline = Date.now() + ms;
    while (this.#bytes.length < size && Date.now() < deadline) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadline - Date.now());
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    const taken = this.#bytes.subarray(0, size);
    this.#bytes = this.#bytes.subarray(taken.length);
    return taken;
  }

  async settled(): Promise<void> {
    await this.#meter.taken(this.#sent);
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  async rest(): Promise<Buffer> {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
    return this.#bytes;
  }

  async close(): Promise<void> {
    this.#stream.destroy();
    this.#release();
    await this.#port.close();
  }
}
