import { commandsFor } from '#commands/index';
import { textLog } from '#messages/log';
import { Module, type ModuleParts } from '#module/module';
import { settingsFromPairs } from '#module/settings/pairs';
import { attachHost } from '#testing/attach-host';
import { ManualClock, type TestHost } from '#testing/index';

const PATIENCE_MS = 5000;

/** What it has instead of nothing: a flash, a network, an observer. */
export type BareParts = Partial<ModuleParts> & { readonly clock?: ManualClock };

/** A module by itself, for tests of what `createTestModule` hides: switched off, without a network. */
export interface BareModule {
  readonly module: Module;
  /** It stands still. */
  readonly clock: ManualClock;
  /** As `namespace: text`. */
  readonly log: readonly string[];
  addHost(name: string, options?: { readonly echo?: boolean }): TestHost;
}

/** @param settings as `name=value` */
export function bareModule(settings: readonly string[] = [], parts: BareParts = {}): BareModule {
  const { clock = new ManualClock(), ...rest } = parts;
  const log: string[] = [];
  const parsed = settingsFromPairs(settings);
  const module = new Module({
    name: 'bare',
    settings: parsed,
    commands: commandsFor(parsed),
    log: textLog((_level, namespace, text) => log.push(`${namespace}: ${text}`)),
    clock,
    ...rest,
  });
  return {
    module,
    clock,
    log,
    addHost: (name, options) =>
      attachHost((stream) => module.attach(stream, { name, ...options }), {
        context: () => log.join('\n'),
        timeout: PATIENCE_MS,
      }),
  };
}
