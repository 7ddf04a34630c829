import { commandsFor } from '#commands/index';
import { Module } from '#module/module';
import { parseSettings } from '#module/settings/parse';
import type { SettingsInput } from '#module/settings/settings';
import type { HostStream } from '#module/stream-host';
import { ManualClock } from '#testing/manual-clock';
import { settled } from '#testing/settled';
import { CaseBroker } from './case-broker.ts';
import type { CorpusStep } from './corpus-case.ts';
import type { Target } from './play-case.ts';

const BOOT_MS = 2000;

/** A module whose host, broker and time are in this process. */
export class MemoryTarget implements Target {
  output = '';
  readonly #clock = new ManualClock();
  readonly #broker = new CaseBroker();
  readonly #module: Module;
  #receive: (chunk: Buffer) => void = () => {};

  constructor(broker: string, settings: SettingsInput) {
    const parsed = parseSettings({ ...settings, wifi: { autojoin: true } });
    this.#broker.behave(broker);
    this.#module = new Module({
      name: 'module0',
      settings: parsed,
      commands: commandsFor(parsed),
      log() {},
      clock: this.#clock,
      dial: this.#broker.dial,
    });
    this.#module.attach(this.#stream(), { name: 'host' });
  }

  /** Boots; what that says is forgotten. */
  async boot(): Promise<void> {
    this.#module.boot();
    await this.until(() => false, BOOT_MS);
    this.take();
  }

  write(bytes: string): void {
    this.#receive(Buffer.from(bytes, 'latin1'));
  }

  take(): string {
    const { output } = this;
    this.output = '';
    return output;
  }

  happen(step: CorpusStep): void {
    this.#broker.happen(step);
  }

  async until(holds: () => boolean, ms: number): Promise<void> {
    const end = this.#clock.now() + ms;
    for (;;) {
      await settled();
      if (holds()) return;
      const wait = this.#clock.untilNext();
      if (wait === undefined || this.#clock.now() + wait > end) break;
      this.#clock.advance(wait);
    }
    this.#clock.advance(end - this.#clock.now());
    await settled();
  }

  /** Switches it off. */
  close(): void {
    this.#module.powerOff();
  }

  #stream(): HostStream {
    const nothing = (): void => {};
    return {
      writable: true,
      writableLength: 0,
      on: (event: string, listener: (chunk: Buffer) => void) => {
        if (event === 'data') this.#receive = listener;
      },
      write: (chunk: Buffer, done?: () => void) => {
        this.output += chunk.toString('latin1');
        done?.();
      },
      pause: nothing,
      resume: nothing,
      end: nothing,
      destroy: nothing,
    };
  }
}
