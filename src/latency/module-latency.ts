import type { Log } from '#messages/log';
import type { ModuleParts } from '#module/module';
import type { ModuleObserver } from '#module/observer';
import type { Platform } from '#module/platform';
import type { Latency } from '#module/settings/latency';
import type { Timers } from '#time/timers';
import { lateAir } from './air.ts';
import { LateCommands } from './commands.ts';
import { Meter } from './meter.ts';
import { lateNetwork } from './network.ts';
import { Waits } from './waits.ts';

/** Whoever ends its input sooner behind a command has said all it wanted, and waits for the answer. */
const SAID_ALL_MS = 100;

/** What the latency of a module is made of. */
interface ModuleLatencyParts {
  /** Of the module. */
  readonly name: string;
  readonly latency: Latency;
  readonly timers: Timers;
  readonly log: Log;
}

/** The latency of a module; undefined where nothing takes time, and nothing is wrapped. */
export function latencyOf(parts: ModuleLatencyParts): ModuleLatency | undefined {
  const { join, broker, command } = parts.latency;
  return join === 0 && broker === 0 && command === 0 ? undefined : new ModuleLatency(parts);
}

/** What a module is wrapped with so that things take the time that they take on hardware. */
class ModuleLatency {
  readonly #parts: ModuleLatencyParts;
  readonly #waits: Waits;
  readonly #meter: Meter;
  readonly #commands: LateCommands;

  constructor(parts: ModuleLatencyParts) {
    const { latency, name, timers, log } = parts;
    this.#parts = parts;
    this.#waits = new Waits(latency, name);
    this.#meter = new Meter(timers);
    const [waits, meter] = [this.#waits, this.#meter];
    this.#commands = new LateCommands({ waits, meter, timers, log, base: latency.base });
  }

  /** The world outside, further away; faults stand before it. */
  platform(platform: Platform): Platform {
    const { latency, timers } = this.#parts;
    return latency.broker === 0 ? platform : lateNetwork(platform, this.#waits, this.#meter, timers);
  }

  /** What stands before commands and between station and access points. @param wrapped what faults have put there */
  wrap(wrapped: Partial<ModuleParts> = {}): Partial<ModuleParts> {
    const { throughAir = (air) => air, life } = wrapped;
    return {
      throughAir: (air) => throughAir(lateAir(air, this.#waits, this.#meter)),
      intercept: this.#commands.intercept(wrapped.intercept),
      life: {
        booting: () => life?.booting(),
        stopped: () => {
          life?.stopped();
          this.#commands.stopped();
        },
        switchedOff: () => life?.switchedOff(),
      },
    };
  }

  /** Hears of hosts that do not wait for an answer. */
  readonly observer: ModuleObserver = {
    compat: ({ rule }) => {
      if (rule === 'earlyCommand' || rule === 'shortWait') this.#commands.wentOn();
    },
  };

  /** A host says nothing more, and may still listen. @param name as its commands came from it */
  ended(name: string): void {
    this.#commands.wentOn(name, SAID_ALL_MS);
  }

  /** A host has gone. */
  gone(name: string): void {
    this.#commands.wentOn(name);
  }
}
