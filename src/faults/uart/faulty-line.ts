import type { LineSettings, SerialLine } from '#ports/serial-line';

/** A line that runs at another speed than its module says, while a fault has it so. */
export class FaultyLine implements SerialLine {
  /** As its module wants it. */
  settings: LineSettings;
  readonly #line: SerialLine;
  readonly #wrongBaud: () => number | undefined;

  constructor(line: SerialLine, wrongBaud: () => number | undefined) {
    this.settings = line.settings;
    this.#line = line;
    this.#wrongBaud = wrongBaud;
  }

  set(settings: LineSettings): Promise<void> {
    this.settings = settings;
    return this.follow();
  }

  /** Sets the line again, as the faults are now. */
  follow(): Promise<void> {
    const { settings } = this;
    const baud = this.#wrongBaud() ?? settings.baud;
    return this.#line.set({ ...settings, baud });
  }
  /** The connection to it has gone: the next one begins as the module wants it. */
  async gone(): Promise<void> {
    if (this.#wrongBaud() !== undefined) await this.#line.set(this.settings);
  }
}
