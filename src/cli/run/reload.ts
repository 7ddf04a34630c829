import { isDeepStrictEqual } from 'node:util';
import type { PlanOptions } from '#config/plan-options';
import { type Configuration, resolveConfiguration } from '#config/resolve';
import { valuesInEffect } from '#config/values-in-effect';
import { reasonOf } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import type { RunLog } from '../log/log.ts';
import type { LogFile } from '../log/log-file.ts';
import { isBoundToTerminal } from '../terminal/foreground.ts';
import type { Service } from './service.ts';

/** The level that shows the traffic: without a trace from the start, nobody looks on at it. */
const TRACE = 'logLevel: trace';

interface ReloadParts {
  readonly options: PlanOptions & { readonly trace?: string | true };
  readonly configuration: Configuration;
  readonly runLog: RunLog;
  /** Those that are opened again. */
  readonly files: readonly LogFile[];
  /** Hears when it begins, and when it is over. */
  readonly service: Pick<Service, 'reloading' | 'ready'> | undefined;
}

/** What SIGHUP does to a run without a terminal: its log is opened again, and its settings are read again. */
export class Reload {
  readonly #parts: ReloadParts;
  #configuration: Configuration;

  /** Whether the traffic is looked on at. */
  readonly #traces: boolean;

  /** As it was at the start: a terminal that goes is nobody's any more when its signal comes. */
  readonly #boundToTerminal: boolean;
  #asked = false;
  #reloading = false;

  /** @param boundToTerminal whether the signal can say that the terminal has gone */
  constructor(parts: ReloadParts, boundToTerminal = isBoundToTerminal()) {
    this.#parts = parts;
    this.#boundToTerminal = boundToTerminal;
    this.#configuration = parts.configuration;
    this.#traces = parts.options.trace !== undefined || parts.configuration.logLevel.value === 'trace';
  }

  /** @returns false where the signal says that the terminal has gone: then nothing is done */
  hangUp(): boolean {
    if (this.#boundToTerminal) return false;
    for (const file of this.#parts.files) file.reopen();
    const { service } = this.#parts;
    service?.reloading();
    this.#asked = true;
    if (!this.#reloading) void this.#reloadInTurn().finally(() => service?.ready());
    return true;
  }

  /** However many signals come meanwhile, the settings are read once more behind the last of them. */
  async #reloadInTurn(): Promise<void> {
    this.#reloading = true;
    while (this.#asked) {
      this.#asked = false;
      await this.#reload();
    }
    this.#reloading = false;
  }

  async #reload(): Promise<void> {
    const { options, runLog } = this.#parts;
    const log = runLog.logFor();
    let configuration: Configuration;
    try {
      configuration = await resolveConfiguration(options, process.env);
    } catch (error) {
      log('warn', 'config', message('cli.notReloaded', { why: reasonOf(error) }));
      return;
    }
    const level = configuration.logLevel.value;
    runLog.level = level;
    const names = [
      ...(level === 'trace' && !this.#traces ? [TRACE] : []),
      ...changed(this.#configuration, configuration),
    ];
    this.#configuration = { ...this.#configuration, logLevel: configuration.logLevel };
    log('info', 'config', message('cli.reloaded', { level }));
    if (names.length > 0) log('warn', 'config', message('cli.needRestart', { names }));
  }
}

/** Names of values that are not what they were, but for the log level. */
function changed(before: Configuration, now: Configuration): string[] {
  const [old, fresh] = [before, now].map(
    (each) =>
      new Map(
        valuesInEffect(each).map(({ module, name, value }) => [
          module === undefined ? name : `${module}: ${name}`,
          value,
        ]),
      ),
  ) as [Map<string, unknown>, Map<string, unknown>];
  return [...new Set([...old.keys(), ...fresh.keys()])].filter(
    (name) => name !== 'logLevel' && !isDeepStrictEqual(old.get(name), fresh.get(name)),
  );
}
