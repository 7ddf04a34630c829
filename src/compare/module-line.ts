import { existsSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import type { Log } from '#messages/log';
import { type Message, message } from '#messages/message';
import { type OpenPort, type Port, type PortInfo, type ProgramEnd, parsePortSpec } from '#ports/index';
import type { Clock } from '#time/clock';
import { CompareError } from './compare-error.ts';

const EXISTING_TERMINAL = /^pty:([^,]+)$/;

/** What a line to a module is made with. */
export interface ModuleLineParts {
  readonly clock: Clock;
  readonly log: Log;
  /** Ends what is waited for. */
  readonly signal: AbortSignal;
}

/** A port that no specification names: whoever compares opens it. */
export interface GivenPort {
  /** What it is called in reports. */
  readonly name: string;
  readonly open: OpenPort;
}

/** The line to a module at a port, ours or a genuine one: bytes both ways, a byte in each character. */
export class ModuleLine {
  /** What came since it was taken last. */
  output = '';
  readonly #parts: ModuleLineParts;
  #port: Port | undefined;
  #stream: Duplex | undefined;
  #ended: Message | undefined;
  #changed: () => void = () => {};

  private constructor(parts: ModuleLineParts) {
    this.#parts = parts;
    parts.signal.addEventListener('abort', () => this.#changed());
  }

  /** Opens a port. @throws PortError */
  static async open(port: string | GivenPort, parts: ModuleLineParts): Promise<ModuleLine> {
    const line = new ModuleLine(parts);
    const { open, command } =
      typeof port === 'string' ? portOf(port) : { open: port.open, command: port.name };
    line.#port = await open({
      host: (stream) => line.#attach(stream),
      programEnded: ({ how }: ProgramEnd) => {
        line.#ended = message('scenario.programEnded', { command, how });
        line.#changed();
      },
      notice: (level, notice) => parts.log(level, 'ports', notice),
    });
    return line;
  }

  /** What kind of port it is. */
  get kind(): PortInfo['kind'] {
    return this.#port?.info.kind ?? 'memory';
  }

  /** Whether somebody is at the other end. */
  get present(): boolean {
    return this.#stream !== undefined && this.#port?.away === undefined;
  }

  /** Writes bytes at once. @throws CompareError `LOST` */
  write(bytes: string): void {
    this.#check();
    this.#stream?.write(Buffer.from(bytes, 'latin1'));
  }

  take(): string {
    const { output } = this;
    this.output = '';
    return output;
  }

  /**
   * Resolves when something is so, or when the time is up.
   * @returns whether it is so
   * @throws CompareError `LOST` when nobody is there any more, `STOPPED`
   */
  async until(holds: () => boolean, ms: number): Promise<boolean> {
    const so = await this.#wait(() => holds() || !this.present, ms);
    this.#check();
    return so && holds();
  }

  /** Resolves once somebody is there, or when the time is up. @throws CompareError `STOPPED`, or `LOST` where nobody can come any more */
  async untilPresent(ms: number): Promise<boolean> {
    await this.#wait(() => this.present, ms);
    return this.present;
  }

  close(): Promise<void> {
    return this.#port?.close() ?? Promise.resolve();
  }

  #check(): void {
    if (!this.present) throw new CompareError('LOST', this.#ended ?? message('compare.lineLost'));
  }

  async #wait(isOver: () => boolean, ms: number): Promise<boolean> {
    const { clock, signal } = this.#parts;
    const over = await new Promise<boolean>((resolve) => {
      const end = (so: boolean): void => {
        this.#changed = () => {};
        cancel();
        resolve(so);
      };
      const cancel = clock.after(ms, () => end(false));
      this.#changed = () => {
        if (signal.aborted || this.#ended !== undefined || isOver()) end(true);
      };
      this.#changed();
    });
    if (signal.aborted) throw new CompareError('STOPPED', message('compare.stopped'));
    if (this.#ended !== undefined) throw new CompareError('LOST', this.#ended);
    return over;
  }

  #attach(stream: Duplex): void {
    this.#stream = stream;
    stream.on('error', () => {});
    stream.on('data', (chunk: Buffer) => {
      this.output += chunk.toString('latin1');
      this.#changed();
    });
    // Whose other side has ended may stay half open.
    stream.once('end', () => stream.destroy());
    stream.once('close', () => {
      if (this.#stream === stream) this.#stream = undefined;
      this.#changed();
    });
    this.#changed();
  }
}

/** @throws PortError */
function portOf(spec: string): { readonly open: OpenPort; readonly command: string } {
  const [, terminal] = EXISTING_TERMINAL.exec(spec) ?? [];
  // A terminal that is there is somebody's: one to open, not to make.
  const opened = terminal !== undefined && existsSync(terminal) ? `serial:${terminal}` : spec;
  const { open, command = spec } = parsePortSpec(opened);
  return { open, command };
}
