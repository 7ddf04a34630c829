import { signal } from '@preact/signals';
import type { Side as SideName } from '#recording/format';
import { OpenPort } from './open-port.ts';
import { type LineSettings, type SerialPort, serial, usbIdOf } from './serial.ts';

/** `lost`: it was unplugged, and is opened again when it is back. */
export type SideState = 'closed' | 'opening' | 'open' | 'lost';

/** What is heard of a side of the line. */
export interface SideEvents {
  opened(side: Side, port: SerialPort): void;
  bytes(from: SideName, bytes: Uint8Array): void;
  closed(side: Side, how: 'closed' | 'lost'): void;
}

/** An end of the line: the port at which the module is, or its host. */
export class Side {
  readonly name: SideName;
  readonly state = signal<SideState>('closed');
  /** The one that was chosen. */
  readonly port = signal<SerialPort | undefined>(undefined);
  readonly settings = signal<LineSettings>({ baudRate: 115_200, flowControl: 'none' });
  /** Why it could not be opened. */
  readonly failure = signal<string | undefined>(undefined);
  /** What could not be read since it was opened. */
  readonly fault = signal<string | undefined>(undefined);
  readonly #events: SideEvents;
  #open: OpenPort | undefined;

  constructor(name: SideName, events: SideEvents) {
    this.name = name;
    this.#events = events;
    serial?.addEventListener('connect', ({ target }) => this.#isBack(target as SerialPort));
  }

  /** Has a port chosen by the person at the browser. */
  async choose(): Promise<void> {
    // Nothing is chosen where the choice was called off.
    const chosen = await serial?.requestPort().catch(() => undefined);
    if (chosen !== undefined) this.port.value = chosen;
  }

  async connect(): Promise<void> {
    const { value: port } = this.port;
    if (port === undefined || this.#open !== undefined || this.state.value === 'opening') return;
    this.state.value = 'opening';
    this.failure.value = undefined;
    this.fault.value = undefined;
    try {
      this.#open = await OpenPort.open(port, this.settings.value, {
        bytes: (bytes) => this.#events.bytes(this.name, bytes),
        fault: (name) => {
          this.fault.value = name;
        },
        lost: () => this.#gone('lost'),
      });
    } catch (error) {
      this.state.value = 'closed';
      this.failure.value = error instanceof Error ? error.message : String(error);
      return;
    }
    this.state.value = 'open';
    this.#events.opened(this, port);
    this.#open.listen();
  }

  /** Closes it, or waits no longer for one that was unplugged. */
  async disconnect(): Promise<void> {
    const open = this.#open;
    if (open === undefined) {
      if (this.state.value === 'lost') this.state.value = 'closed';
      return;
    }
    await open.close();
    // It may have been unplugged meanwhile.
    if (this.#open === open) this.#gone('closed');
  }

  /** @returns whether somebody is there */
  write(bytes: Uint8Array): boolean {
    this.#open?.write(bytes);
    return this.#open !== undefined;
  }

  #gone(how: 'closed' | 'lost'): void {
    this.#open = undefined;
    this.state.value = how;
    this.#events.closed(this, how);
  }

  /** A device that is plugged in again may be another object, which the same device of USB is. */
  #isBack(port: SerialPort): void {
    const { value: before } = this.port;
    if (this.state.value !== 'lost' || before === undefined) return;
    if (port !== before && (usbIdOf(port) === undefined || usbIdOf(port) !== usbIdOf(before))) return;
    this.port.value = port;
    void this.connect();
  }
}
