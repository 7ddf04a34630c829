import type { EventEmitter } from 'node:events';
import { writeSync } from 'node:fs';
import { systemCode } from '#errors/system-error';
import { message } from '#messages/message';
import { Backoff, type BackoffRange } from '#time/backoff';
import { systemTimers } from '#time/timers';
import { PortError } from '../errors.ts';
import type { LineSettings } from '../serial-line.ts';

/** How a device is opened: its line, and whether other programs are kept out. */
export interface DeviceOptions {
  readonly path: string;
  readonly baudRate: number;
  readonly dataBits: LineSettings['dataBits'];
  readonly stopBits: LineSettings['stopBits'];
  readonly parity: LineSettings['parity'];
  readonly rtscts: boolean;
  readonly lock: boolean;
}

/** A device that is open. */
export interface OpenDevice {
  read(buffer: Buffer, offset: number, length: number): Promise<{ bytesRead: number }>;
  write(bytes: Buffer): Promise<void>;
  update(options: { baudRate: number }): Promise<void>;
  /** Gives up what is left of the write under way. */
  discard?(): void;
  drain(): Promise<void>;
  getBaudRate(): Promise<unknown>;
  /** Which of the other side's lines are on, as they arrive here. */
  get?(): Promise<{ readonly cts: boolean; readonly dsr: boolean }>;
  close(): Promise<void>;
}

/** A device as it is listed; what is not known is undefined. */
export interface ListedDevice {
  readonly path: string;
  readonly manufacturer?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
  /** On Linux the name below /dev/serial/by-id. */
  readonly pnpId?: string | undefined;
}

/** What is used of the package serialport. */
export interface SerialLibrary {
  open(options: DeviceOptions): Promise<OpenDevice>;
  list(): Promise<readonly ListedDevice[]>;
}

/**
 * Loads the package when the first device is opened or listed, so that nothing else needs its native code.
 * @throws PortError `UNAVAILABLE`
 */
export async function loadSerial(load: () => Promise<SerialLibrary> = loadPackage): Promise<SerialLibrary> {
  try {
    return await load();
  } catch (error) {
    const platform = `${process.platform}-${process.arch}`;
    throw new PortError('UNAVAILABLE', message('ports.serialPackageMissing', { platform }), { cause: error });
  }
}

async function loadPackage(): Promise<SerialLibrary> {
  const { binding } = (await import('serialport')).SerialPort;
  return {
    list: () => binding.list(),
    async open(options) {
      // Not its stream, which would start anew with every opening.
      const device = await binding.open(options);
      return 'poller' in device ? new UnixDevice(device) : device;
    },
  };
}

/** Until a device that takes nothing is tried again. */
const RETRY: BackoffRange = { minMs: 1, maxMs: 16 };

type PolledDevice = OpenDevice &
  Required<Pick<OpenDevice, 'get'>> & { readonly fd: number | null; readonly poller: EventEmitter };

/**
 * A device whose writes do not wait by the library's poller, which forgets a wait for room as soon as there is a
 * wait for bytes, and from then on may use up a processor.
 */
class UnixDevice implements OpenDevice {
  readonly #device: PolledDevice;
  /** Counts what was given up. */
  #discards = 0;

  constructor(device: PolledDevice) {
    this.#device = device;
    // Else, since Node 26.4, a read goes on only when something else happens (serialport/bindings-cpp#239).
    device.poller.on('readable', () => setImmediate(() => {}));
  }

  async write(bytes: Buffer): Promise<void> {
    const backoff = new Backoff(RETRY);
    const before = this.#discards;
    for (let sent = 0; sent < bytes.length && before === this.#discards; ) {
      const taken = this.#take(bytes, sent);
      sent += taken;
      if (taken > 0) {
        backoff.reset();
      } else {
        await new Promise<void>((resolve) => void systemTimers.after(backoff.next(), resolve));
      }
    }
  }

  discard(): void {
    this.#discards++;
  }

  read(buffer: Buffer, offset: number, length: number): Promise<{ bytesRead: number }> {
    return this.#device.read(buffer, offset, length);
  }

  update(options: { baudRate: number }): Promise<void> {
    return this.#device.update(options);
  }

  drain(): Promise<void> {
    return this.#device.drain();
  }

  getBaudRate(): Promise<unknown> {
    return this.#device.getBaudRate();
  }

  get(): Promise<{ readonly cts: boolean; readonly dsr: boolean }> {
    return this.#device.get();
  }

  close(): Promise<void> {
    return this.#device.close();
  }

  /** @returns the number of bytes taken, 0 when it is full */
  #take(bytes: Buffer, from: number): number {
    const { fd } = this.#device;
    if (fd === null) throw new PortError('UNAVAILABLE', message('ports.deviceClosed'));
    try {
      return writeSync(fd, bytes, from);
    } catch (error) {
      if (systemCode(error) === 'EAGAIN') return 0;
      throw error;
    }
  }
}
