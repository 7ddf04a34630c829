import type { z } from 'zod';
import { showBytes } from '#bytes/show-bytes';
import { nameOfPort } from '#metrics/port-name';
import type { RunMetrics } from '#metrics/run-metrics';
import { linkStatusOf, told } from '#metrics/status';
import type { ControlledModule } from '../controlled-run.ts';
import type { moduleSchema } from '../schemas/modules.ts';

/** A module as it is now. */
export function moduleView(
  { name, module, unit, ports, countedAs }: ControlledModule,
  metrics: RunMetrics,
): z.infer<typeof moduleSchema> {
  const { wifi, moduleClock, uart, links } = module;
  return {
    name,
    fork: countedAs !== name,
    ports: ports.map(({ info, away }) => ({
      port: nameOfPort(info),
      kind: info.kind,
      ...(away && { away: told(away) }),
    })),
    hosts: module.at.hosts,
    paused: module.at.paused,
    powered: module.powered,
    wifi: {
      state: wifi.state,
      connected: wifi.connected,
      ssid: showBytes(wifi.ssid),
      mac: wifi.mac,
      ...wifi.address,
    },
    clock: { now: dateOf(moduleClock.now()), set: moduleClock.wasSet },
    uart: { ...uart.present },
    faults: unit.faults?.set.list.length ?? 0,
    links: links.map(({ id, model, target }) => linkStatusOf(metrics, countedAs, id, model.state, target)),
  };
}

/** A moment of a clock that a command or a fault may have set to anything; null for what no date can be. */
export function dateOf(ms: number): string | null {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
