import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import type { SerialPort } from 'serialport';
import { onTestFinished } from 'vitest';
import { type Message, textOf } from '#messages/message';
import {
  type HostTraits,
  type Port,
  type PortEvents,
  type PortSpec,
  parsePortSpec,
  type SerialLine,
} from '#ports/index';
import { openSerialPort } from '../../support/serial-port.ts';

export const PATIENCE_MS = 15_000;

/** Fails with what was awaited when it does not come in time. */
export async function within<T>(what: string, awaited: Promise<T>, ms = PATIENCE_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} within ${ms} ms`)), ms);
  });
  return Promise.race([awaited, late]).finally(() => clearTimeout(timer));
}

/** Whether something happens in the given time; for what must not. */
export async function happens(awaited: Promise<unknown>, ms: number): Promise<boolean> {
  return within('event', awaited, ms).then(
    () => true,
    () => false,
  );
}

/** What `look` finds once it finds something. */
export async function eventually<T>(what: string, look: () => T | undefined | false): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`no ${what} within ${PATIENCE_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Resolves at the next of the named events. */
export function event(stream: Duplex | Readable, ...names: string[]): Promise<void> {
  return new Promise((resolve) => {
    for (const name of names) stream.once(name, () => resolve());
  });
}

/** Exactly the next `size` bytes; more than that is a failure. */
export function read(stream: Readable, size: number): Promise<Buffer> {
  const bytes: Buffer[] = [];
  let length = 0;
  let taken: ((chunk: Buffer) => void) | undefined;
  const all = new Promise<Buffer>((resolve, reject) => {
    taken = (chunk) => {
      bytes.push(chunk);
      length += chunk.length;
      if (length > size) reject(new Error(`${length - size} bytes too many: ${JSON.stringify(`${chunk}`)}`));
      if (length === size) resolve(Buffer.concat(bytes));
    };
    stream.on('data', taken).resume();
  });
  return within(`${size} bytes`, all)
    .catch((error: unknown) => {
      throw new Error(
        `${error} (got ${length}: ${JSON.stringify(`${Buffer.concat(bytes).subarray(0, 200)}`)})`,
      );
    })
    .finally(() => {
      if (taken !== undefined) stream.off('data', taken);
      stream.pause();
    });
}

/** Resolves when the stream has handed the bytes on. */
export function write(stream: Duplex, bytes: Uint8Array | string): Promise<void> {
  const written = new Promise<void>((resolve, reject) => {
    stream.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
  return within('write', written);
}

/** Everything a port told, and its hosts one by one. */
export class Recorder implements PortEvents {
  readonly notices: string[] = [];
  /** The same as messages. */
  readonly told: Message[] = [];
  readonly names: string[] = [];
  /** Of each host. */
  readonly traits: HostTraits[] = [];
  /** Of each host; undefined where it has no line with a speed. */
  readonly lines: (SerialLine | undefined)[] = [];
  readonly #hosts: Duplex[] = [];
  readonly #waiting: ((host: Duplex) => void)[] = [];

  readonly host = (stream: Duplex, name: string, traits: HostTraits = {}): void => {
    this.names.push(name);
    this.traits.push(traits);
    this.lines.push(traits.line);
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#hosts.push(stream);
    else waiting(stream);
  };

  readonly notice: PortEvents['notice'] = (level, message) => {
    this.told.push(message);
    this.notices.push(`${level}: ${textOf(message)}`);
  };

  next(): Promise<Duplex> {
    const host = this.#hosts.shift();
    if (host !== undefined) return Promise.resolve(host);
    return within('host', new Promise((resolve) => this.#waiting.push(resolve)));
  }
}

/** Opens a port that is closed when the test ends. */
export async function openPort(spec: string | PortSpec): Promise<{ port: Port; events: Recorder }> {
  const events = new Recorder();
  const port = await (typeof spec === 'string' ? parsePortSpec(spec) : spec).open(events);
  onTestFinished(() => port.close());
  return { port, events };
}

/** The failure of something that must fail. */
export async function failure(run: () => unknown): Promise<Error> {
  try {
    await run();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('it did not fail');
}

/** A folder that is removed when the test ends. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ports-'));
  onTestFinished(() => {
    // A test may have taken the rights that removing needs.
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Opens a terminal as firmware's host libraries do. */
export async function openSerial(path: string): Promise<SerialPort> {
  const serial = await within('serial port', openSerialPort(path));
  serial.on('error', () => {});
  onTestFinished(() => closeSerial(serial));
  return serial;
}

export async function closeSerial(serial: SerialPort): Promise<void> {
  if (!serial.isOpen) return;
  await within('close', new Promise<void>((resolve) => serial.close(() => resolve())));
}
