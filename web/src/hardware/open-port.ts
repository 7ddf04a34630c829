import type { LineSettings, SerialPort } from './serial.ts';

/** What the browser keeps while the page is busy: a second and more at the highest speed. */
const BUFFER_BYTES = 262_144;

/** What is heard of a port. */
export interface PortEvents {
  bytes(bytes: Uint8Array): void;
  /** Something came that could not be read; the port goes on. @param name such as `FrameError` */
  fault(name: string): void;
  /** It was unplugged. */
  lost(): void;
}

/** A serial port from opening to closing. */
export class OpenPort {
  readonly #port: SerialPort;
  readonly #events: PortEvents;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #closing = false;
  #reading: Promise<void> | undefined;

  private constructor(port: SerialPort, events: PortEvents) {
    this.#port = port;
    this.#events = events;
    this.#writer = port.writable?.getWriter();
  }

  /** Nothing is heard of it before `listen`. @throws DOMException when it cannot be opened */
  static async open(port: SerialPort, settings: LineSettings, events: PortEvents): Promise<OpenPort> {
    await port.open({ ...settings, bufferSize: BUFFER_BYTES });
    return new OpenPort(port, events);
  }

  listen(): void {
    this.#reading = this.#read();
  }

  /** Writes behind what was written before. */
  write(bytes: Uint8Array): void {
    // That the port has gone is told by reading.
    this.#writer?.write(bytes).catch(() => {});
  }

  /** Gives it back to the computer. What the module does not take is dropped, for a module that holds CTS would be waited for without end. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#reader?.cancel().catch(() => {});
    await this.#reading;
    await this.#release();
  }

  async #read(): Promise<void> {
    while (this.#port.readable !== null && !this.#closing) {
      this.#reader = this.#port.readable.getReader();
      try {
        for (;;) {
          const { done, value } = await this.#reader.read();
          if (done) break;
          this.#events.bytes(value);
        }
        break;
      } catch (error) {
        // Behind bytes that could not be read it has another stream, behind its end none.
        if (this.#port.readable !== null)
          this.#events.fault(error instanceof Error ? error.name : String(error));
      } finally {
        this.#reader.releaseLock();
      }
    }
    if (this.#closing) return;
    this.#closing = true;
    await this.#release();
    this.#events.lost();
  }

  async #release(): Promise<void> {
    await this.#writer?.abort().catch(() => {});
    this.#writer?.releaseLock();
    await this.#port.close().catch(() => {});
  }
}
