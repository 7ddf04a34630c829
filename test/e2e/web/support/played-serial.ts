import type { Page } from 'playwright-core';

/** What is at a played serial port. */
export interface Device {
  /** The page has opened the port. @param send gives bytes to the page */
  opened(send: (bytes: Uint8Array) => void, options: unknown): void | Promise<void>;
  /** The page has written. */
  bytes(bytes: Buffer): void;
  closed(): void;
}

/** The serial ports of a page. */
export interface PlayedSerial {
  /** Pulls the plug of a port. */
  unplug(name: string): Promise<void>;
  plugIn(name: string): Promise<void>;
  /** A read that fails, as after a wrong speed; the port goes on. */
  disturb(name: string, error: string): Promise<void>;
}

/** In the page: a `navigator.serial` whose ports are those of the test. Each choice of a port is the next of them. */
function install(names: readonly string[]): void {
  interface Bridge {
    playedOpen(name: string, options: unknown): Promise<void>;
    playedWrite(name: string, bytes: number[]): Promise<void>;
    playedClose(name: string): Promise<void>;
  }
  const bridge = globalThis as unknown as Bridge;
  const serial = new EventTarget();
  class Port extends EventTarget {
    readonly name: string;
    readable: ReadableStream<Uint8Array> | null = null;
    writable: WritableStream<Uint8Array> | null = null;
    plugged = true;
    controller: ReadableStreamDefaultController<Uint8Array> | undefined;
    constructor(name: string) {
      super();
      this.name = name;
    }
    getInfo() {
      return { usbVendorId: 0x303a, usbProductId: names.indexOf(this.name) + 1 };
    }
    stream(): void {
      this.readable = new ReadableStream({
        start: (controller) => {
          this.controller = controller;
        },
      });
    }
    async open(options: unknown): Promise<void> {
      if (!this.plugged) throw new DOMException('Failed to open serial port.', 'NetworkError');
      if (this.readable !== null) throw new DOMException('The port is already open.', 'InvalidStateError');
      this.stream();
      this.writable = new WritableStream({
        write: (chunk) => bridge.playedWrite(this.name, [...chunk]),
      });
      await bridge.playedOpen(this.name, options);
    }
    async close(): Promise<void> {
      if (this.readable?.locked || this.writable?.locked)
        throw new TypeError('Cannot cancel a locked stream');
      this.readable = null;
      this.writable = null;
      await bridge.playedClose(this.name);
    }
  }
  const ports = new Map(names.map((name) => [name, new Port(name)]));
  const left = [...ports.values()];
  Object.defineProperty((globalThis as unknown as { navigator: object }).navigator, 'serial', {
    value: Object.assign(serial, {
      requestPort: async () => {
        const port = left.shift();
        if (port === undefined) throw new DOMException('No port selected by the user.', 'NotFoundError');
        return port;
      },
      getPorts: async () => [...ports.values()],
    }),
  });
  Object.assign(globalThis, {
    playedGive(name: string, bytes: number[]) {
      ports.get(name)?.controller?.enqueue(Uint8Array.from(bytes));
    },
    playedPlug(name: string, plugged: boolean) {
      const port = ports.get(name);
      if (port === undefined) return;
      port.plugged = plugged;
      const { controller } = port;
      if (!plugged) {
        port.readable = null;
        controller?.error(new DOMException('The device has been lost.', 'NetworkError'));
      }
      const event = new Event(plugged ? 'connect' : 'disconnect');
      Object.defineProperty(event, 'target', { value: port });
      serial.dispatchEvent(event);
    },
    playedDisturb(name: string, error: string) {
      const port = ports.get(name);
      const { controller } = port ?? {};
      port?.stream();
      controller?.error(new DOMException('Disturbed.', error));
    },
  });
}

/** Gives a page that is not loaded yet serial ports. */
export async function playSerial(
  page: Page,
  devices: Readonly<Record<string, Device>>,
): Promise<PlayedSerial> {
  const call = async (name: string, ...args: unknown[]): Promise<void> => {
    if (page.isClosed()) return;
    await page.evaluate(`${name}(...${JSON.stringify(args)})`);
  };
  await page.exposeFunction('playedOpen', async (name: string, options: unknown) => {
    const send = (bytes: Uint8Array): void => {
      // A page that has gone hears nothing any more.
      call('playedGive', name, [...bytes]).catch(() => {});
    };
    await devices[name]?.opened(send, options);
  });
  await page.exposeFunction('playedWrite', (name: string, bytes: number[]) => {
    devices[name]?.bytes(Buffer.from(bytes));
  });
  await page.exposeFunction('playedClose', (name: string) => devices[name]?.closed());
  await page.addInitScript(install, Object.keys(devices));
  return {
    unplug: (name) => call('playedPlug', name, false),
    plugIn: (name) => call('playedPlug', name, true),
    disturb: (name, error) => call('playedDisturb', name, error),
  };
}
