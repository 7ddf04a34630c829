import type { ModuleUnit } from '#app/module-unit';
import type { Running, RunningPort } from '#app/running';
import type { Configuration, ModuleConfiguration } from '#config/resolve';
import { message } from '#messages/message';
import type { RunMetrics } from '#metrics/run-metrics';
import type { Link } from '#module/link/link';
import type { Module } from '#module/module';
import { parseSettings } from '#module/settings/parse';
import type { Settings } from '#module/settings/settings';
import type { RecordingHeader } from '#recording/format';
import { nearest } from '#text/nearest';
import { SettingChanges } from './actions/setting-changes.ts';
import { ControlError } from './control-error.ts';

/** A module of the run, also of a port with `fork`. */
export interface ControlledModule {
  readonly name: string;
  readonly unit: ModuleUnit;
  readonly module: Module;
  /** None for a module of a port with `fork`, which has one host. */
  readonly ports: readonly RunningPort[];
  /** What it was made from. */
  readonly configuration: ModuleConfiguration | undefined;
  /** What it is counted as; modules of one port with `fork` are counted together. */
  readonly countedAs: string;
}

/** The run that the control plane shows and acts on. */
export class ControlledRun {
  readonly metrics: RunMetrics;
  readonly configuration: Configuration;
  /** What was given for settings, here too. */
  readonly settings = new SettingChanges();

  constructor(metrics: RunMetrics, configuration: Configuration) {
    this.metrics = metrics;
    this.configuration = configuration;
  }

  /** What runs; undefined until all works that need not be waited for. */
  get running(): Running | undefined {
    return this.metrics.running;
  }

  /** In the order of the plan, each followed by those of its ports with `fork`. */
  get modules(): readonly ControlledModule[] {
    return (this.running?.modules ?? []).flatMap(({ unit, ports, forks }) => {
      const { name } = unit.module;
      const configuration = this.configuration.modules.find((each) => each.name === name);
      const own = { name, unit, module: unit.module, ports, configuration, countedAs: name };
      const forked = [...forks.units].map((fork) => ({
        ...{ name: fork.module.name, unit: fork, module: fork.module },
        ...{ ports: [], configuration, countedAs: forks.name },
      }));
      return [own, ...forked];
    });
  }

  /**
   * The settings of a module; of the first one unless it is named, and the defaults before there is one.
   * @throws ControlError `NOT_FOUND`
   */
  profileOf(name: string | undefined): Settings {
    const found = name === undefined ? this.modules[0] : this.module(name);
    return found?.module.settings ?? parseSettings({});
  }

  /** What a recording says of a module. */
  recordedAs(name: string): Pick<RecordingHeader, 'host' | 'module' | 'firmware' | 'follow'> {
    const { configuration, module } = this.module(name);
    const { firmware, follow } = module.settings;
    return { host: configuration?.ports.value.join(' ') ?? '', module: name, firmware, follow };
  }

  /** @throws ControlError `NOT_FOUND` */
  module(name: string): ControlledModule {
    const { modules } = this;
    const found = modules.find((each) => each.name === name);
    if (found !== undefined) return found;
    const names = modules.map((each) => each.name);
    throw new ControlError(
      'NOT_FOUND',
      names.length === 0
        ? message('control.noModulesYet')
        : message('control.noModule', { name, nearest: nearest(name, names), names }),
    );
  }

  /** @throws ControlError `NOT_FOUND` */
  link(module: string, id: number): Link {
    const { links } = this.module(module).module;
    const found = links[id];
    if (found !== undefined) return found;
    throw new ControlError('NOT_FOUND', message('control.noLink', { module, link: id, links: links.length }));
  }
}
