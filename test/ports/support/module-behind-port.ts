import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';
import { dialTcp } from '#mqtt/transports/tcp';
import { TestHost } from '#testing/index';
import { type BareModule, bareModule } from '../../support/bare-module.ts';
import { ScriptedBroker } from '../../support/scripted-broker.ts';
import { eventually, PATIENCE_MS } from './helpers.ts';
import type { Attached } from './kind.ts';

/** A real module behind a port, and a broker it can connect to. */
export class ModuleBehindPort {
  readonly broker = new ScriptedBroker();
  readonly #bare = bareModule([], { dial: dialTcp });
  readonly #streams = new Set<Duplex>();

  static async start(): Promise<ModuleBehindPort> {
    const started = new ModuleBehindPort();
    await started.broker.start();
    started.module.boot();
    onTestFinished(async () => {
      started.module.powerOff();
      await started.broker.stop();
    });
    return started;
  }

  get module(): BareModule['module'] {
    return this.#bare.module;
  }

  /** Attaches a host; the module's end of a pty is attached once, whoever has the terminal open. */
  attach({ host, module }: Attached): TestHost {
    if (!this.#streams.has(module)) this.module.attach(module, { name: `host ${this.#streams.size}` });
    this.#streams.add(module);
    // What was read from it before may have left it paused.
    module.resume();
    return new TestHost(host, { context: () => this.#bare.log.join('\n'), timeout: PATIENCE_MS });
  }

  async logged(reason: RegExp): Promise<void> {
    await eventually(`"${reason}" in the log`, () => this.#bare.log.some((line) => reason.test(line)));
  }
}
