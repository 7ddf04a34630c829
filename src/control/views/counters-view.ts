import type { z } from 'zod';
import { nameOfCode } from '#metrics/code-name';
import type { LinkCounts } from '#metrics/link-counts';
import type { ModuleCounts } from '#metrics/module-counts';
import type { PacketCounts } from '#metrics/packet-counter';
import type { countersSchema } from '../schemas/counters.ts';

/** What has been counted of a module since the program started; zeros where nothing was yet. */
export function countersView(
  countedAs: string,
  counts: ModuleCounts | undefined,
): z.infer<typeof countersSchema> {
  return {
    countedAs,
    commands: [...(counts?.commands ?? [])].map(([command, outcomes]) => ({
      command,
      ok: outcomes.get('ok') ?? 0,
      error: outcomes.get('error') ?? 0,
      busy: outcomes.get('busy') ?? 0,
    })),
    errors: [...(counts?.errors ?? [])].map(([code, count]) => ({ ...nameOfCode(code), count })),
    restarts: counts?.restarts ?? 0,
    dropped: { items: counts?.dropped.items ?? 0, bytes: counts?.dropped.bytes ?? 0 },
    dataTroubles: listed(counts?.dataTroubles, (trouble, count) => ({ trouble, count })),
    compat: listed(counts?.compat, (rule, count) => ({ rule, count })),
    links: [...(counts?.links ?? [])]
      .sort(([a], [b]) => a - b)
      .map(([link, each]) => linkCounters(link, each)),
  };
}

function linkCounters(link: number, counts: LinkCounts) {
  const { attempts, connects, reconnects, failures, losses, sent, received } = counts;
  return {
    ...{ link, attempts, connects, reconnects },
    failures: listed(failures, (reason, count) => ({ reason, count })),
    losses: listed(losses, (reason, count) => ({ reason, count })),
    sent: packetCounters(sent),
    received: packetCounters(received),
  };
}

function packetCounters({ bytes, publishes, payloadBytes, repeated }: PacketCounts) {
  return {
    bytes,
    messages: publishes.map((count, qos) => ({ qos, count, bytes: payloadBytes[qos] ?? 0 })),
    repeated,
  };
}

function listed<K, T>(counts: ReadonlyMap<K, number> | undefined, make: (key: K, count: number) => T): T[] {
  return [...(counts ?? [])].map(([key, count]) => make(key, count));
}
