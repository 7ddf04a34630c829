import type { Lifecycle } from '#app/lifecycle';
import type { ModulePlan } from '#app/plan';
import type { CompatReport } from '#expect/compat-report';
import type { NewEvent } from '#expect/events';
import type { PortPrograms } from '#expect/expected';
import type { TellEvent } from '#expect/module-events';
import type { RunMonitor } from '#expect/run-monitor';
import { parsePortSpec } from '#ports/index';
import { systemClock } from '#time/clock';
import { tellFailure } from '../output.ts';
import type { RunOptions } from './options.ts';

/** What looks on and judges. @param also hears of the same events @throws UsageError */
export async function createMonitor(
  options: RunOptions,
  life: Lifecycle,
  compat: CompatReport,
  also: TellEvent<NewEvent>,
): Promise<RunMonitor> {
  // Not on the way of a plain start.
  const { RunMonitor } = await import('#expect/run-monitor');
  const stop = (code: number): void => life.stop(code);
  const monitor = new RunMonitor({
    options,
    clock: systemClock,
    env: process.env,
    stop,
    tellFailure,
    compat,
    also,
  });
  life.onClose(() => monitor.finish());
  return monitor;
}

/** The programs that are hosts. @throws PortError */
export function portProgramsOf(modules: readonly ModulePlan[]): PortPrograms {
  const ports = modules.flatMap(({ name, ports: specs }) =>
    specs.map((spec) => ({ module: name, command: parsePortSpec(spec).command })),
  );
  const programs = ports.flatMap(({ module, command }) =>
    command === undefined ? [] : [{ module, command }],
  );
  return { programs, alone: programs.length > 0 && programs.length === ports.length };
}
