import { type Duplex, duplexPair } from 'node:stream';
import { COMMANDS } from '#commands/index';
import { textLog } from '#messages/log';
import { Module, type ModuleParts } from '#module/module';
import { settingsFromPairs } from '#module/settings/pairs';
import { ManualClock } from '#testing/manual-clock';

/** A host in the same process. */
export interface BenchHost {
  readonly stream: Duplex;
  send(bytes: string | Uint8Array): void;
  /** Goes without a word, as an unplugged adapter does. */
  leave(): void;
  /** What has come since the last question, as latin1. */
  heard(): Promise<string>;
  /** What comes up to and including a text, however long that takes. */
  heardTo(text: string): Promise<string>;
}

/** A module with a clock that stands still and as many hosts as a test wants. */
export class ModuleBench {
  readonly clock = new ManualClock();
  readonly log: string[] = [];
  readonly module: Module;

  constructor(settings: readonly string[] = [], parts: Partial<ModuleParts> = {}) {
    this.module = new Module({
      name: 'bench',
      settings: settingsFromPairs(settings),
      commands: COMMANDS,
      dial: () => {
        throw new Error('there is no network here');
      },
      log: textLog((_level, namespace, text) => this.log.push(`${namespace}: ${text}`)),
      clock: this.clock,
      ...parts,
    });
  }

  attach(name: string, options: { echo?: boolean } = {}): BenchHost {
    const [stream, far] = duplexPair();
    this.module.attach(far, { name, ...options });
    const heard: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => heard.push(chunk));
    const all = async (): Promise<string> => {
      await settled();
      return Buffer.concat(heard.splice(0)).toString('latin1');
    };
    return {
      stream,
      send: (bytes) => void stream.write(bytes),
      leave: () => void far.destroy(),
      heard: all,
      async heardTo(text) {
        let got = await all();
        while (!got.endsWith(text)) got += await all();
        return got;
      },
    };
  }
}

/** Resolves when everything that follows at once from what was done has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
