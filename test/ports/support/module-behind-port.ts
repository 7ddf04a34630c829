import type { Duplex } from 'node:stream';
import { onTestFinished } from 'vitest';
import { dialTcp } from '#mqtt/transports/tcp';
import { ModuleBench } from '../../support/module-bench.ts';
import { ScriptedBroker } from '../../support/scripted-broker.ts';
import { eventually } from './helpers.ts';
import type { Attached } from './kind.ts';

/** A real module behind a port, and a broker it can connect to. */
export class ModuleBehindPort {
  readonly broker = new ScriptedBroker();
  readonly #bench = new ModuleBench([], { dial: dialTcp });
  readonly #streams = new Set<Duplex>();

  static async start(): Promise<ModuleBehindPort> {
    const bench = new ModuleBehindPort();
    await bench.broker.start();
    bench.module.boot();
    onTestFinished(async () => {
      bench.module.powerOff();
      await bench.broker.stop();
    });
    return bench;
  }

  get module(): ModuleBench['module'] {
    return this.#bench.module;
  }

  /** Attaches a host; the module's end of a pty is attached once, whoever has the terminal open. */
  attach({ host, module }: Attached): Talk {
    if (!this.#streams.has(module)) this.module.attach(module, { name: `host ${this.#streams.size}` });
    this.#streams.add(module);
    // What was read from it before may have left it paused.
    module.resume();
    return new Talk(host);
  }

  async logged(reason: RegExp): Promise<void> {
    await eventually(`"${reason}" in the log`, () => this.#bench.log.some((line) => reason.test(line)));
  }
}

/** A host that gives commands. */
export class Talk {
  /** Everything that came. */
  heard = '';
  readonly #host: Duplex;
  #seen = 0;

  constructor(host: Duplex) {
    this.#host = host;
    host.on('data', (chunk: Buffer) => {
      this.heard += chunk.toString('latin1');
    });
  }

  /** Sends a line and waits for a text. */
  async asks(line: string, text: string): Promise<void> {
    this.#host.write(`${line}\r\n`);
    await this.hears(text);
  }

  /** Waits for a text in what has not been waited for yet. */
  async hears(text: string): Promise<void> {
    await eventually(JSON.stringify(text), () => {
      const at = this.heard.indexOf(text, this.#seen);
      if (at < 0) return false;
      this.#seen = at + text.length;
      return true;
    }).catch((error: unknown) => {
      throw new Error(`${error}; heard ${JSON.stringify(this.heard)}`);
    });
  }
}
