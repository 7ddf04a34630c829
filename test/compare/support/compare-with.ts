import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { type CompareCase, compareCases } from '#compare/compare-case';
import type { Comparison } from '#compare/compare-module';
import { PERMISSIONS } from '#compare/module-state';
import { OUR_PROFILES, type OurProfile, ourOutputs } from '#compare/profiles';
import { type CompareReport, reportOn } from '#compare/report';
import { runComparison } from '#compare/run-comparison';
import { createModule } from '#library/create-module';
import { type Message, textOf } from '#messages/message';
import type { SettingsInput } from '#module/settings/settings';
import { systemClock } from '#time/clock';
import { readCases } from '../../corpus/read-cases.ts';

export const CASES = compareCases(readCases());
const LOOPBACK = '127.0.0.1';

/** Changes what a module writes, chunk by chunk. */
export type Change = (text: string) => string;

/** What a test does while it goes on. */
export interface Meanwhile {
  /** Cuts the line to the module. */
  cut(): void;
  /** As Ctrl-C does. */
  stop(): void;
}

interface CompareWithOptions {
  /** Called after so many cases. */
  readonly after?: (done: number, meanwhile: Meanwhile) => void;
  readonly cases: readonly CompareCase[];
  readonly change?: Change;
  readonly kind?: 'tcp' | 'pty';
  readonly asked?: Partial<OurProfile>;
}

/** Compares a module of ours, with these settings, behind a port. */
export async function compareWith(
  settings: SettingsInput,
  { cases, change, kind = 'tcp', asked = {}, after }: CompareWithOptions,
): Promise<{
  readonly report: CompareReport;
  readonly comparison: Comparison;
  readonly said: readonly string[];
  readonly notes: readonly Message[];
}> {
  const module = createModule({ settings: { ...settings, wifi: { autojoin: true } } });
  onTestFinished(() => module.powerOff());
  const { info } = await module.openPort(kind === 'pty' ? 'pty' : `tcp-listen:${LOOPBACK}:0`);
  module.powerOn();
  const place =
    info.kind === 'pty' ? `pty:${info.path}` : `tcp:${LOOPBACK}:${info.kind === 'tcp' ? info.port : 0}`;
  const hosts = new Set<Socket>();
  const stopped = new AbortController();
  const notes: Message[] = [];
  const port = change === undefined ? place : `tcp:${LOOPBACK}:${await changingProxy(info, change, hosts)}`;
  const comparison = await runComparison(
    port,
    {
      cases,
      brokerAt: { host: LOOPBACK, port: 0 },
      accessPoint: undefined,
      allowed: new Set(PERMISSIONS),
      slackMs: 1000,
      asked,
    },
    {
      clock: systemClock,
      signal: stopped.signal,
      log() {},
      progress: ({ done }) =>
        after?.(done, {
          cut: () => hosts.forEach((each) => void each.destroy()),
          stop: () => stopped.abort(),
        }),
      notice: (notice) => notes.push(notice),
    },
  );
  const facts = { program: 'test', port, startedAt: 0, ms: 0 };
  return { report: await reportOn(comparison, asked, facts), comparison, said: notes.map(textOf), notes };
}

/** A TCP port through which what the module writes comes changed. */
async function changingProxy(info: object, change: Change, hosts: Set<Socket>): Promise<number> {
  const target = info as { readonly host: string; readonly port: number };
  const server = createServer((host: Socket) => {
    const module = connect(target.port, target.host);
    hosts.add(host);
    host.pipe(module);
    module.on('data', (chunk) => host.write(Buffer.from(change(chunk.toString('latin1')), 'latin1')));
    for (const each of [host, module]) each.on('error', () => {});
    host.on('close', () => module.destroy());
    module.on('close', () => host.destroy());
  });
  onTestFinished(() => void server.close());
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

let telling: Promise<readonly CompareCase[]> | undefined;

/** A few quick cases by which every profile can be told from every other one. */
export function tellingCases(): Promise<readonly CompareCase[]> {
  telling ??= findTellingCases();
  return telling;
}

async function findTellingCases(): Promise<readonly CompareCase[]> {
  const quick = CASES.filter(
    ({ steps, loose, observed, broker }) =>
      !loose &&
      broker !== 'closed' &&
      observed.size > 1 &&
      steps.every(({ ms = 0, wait = 0, then }) => ms <= 1000 && wait === 0 && then === undefined),
  );
  const pairs = new Set(
    OUR_PROFILES.flatMap((_, first) =>
      OUR_PROFILES.slice(first + 1).map((__, more) => `${first} ${first + more + 1}`),
    ),
  );
  const chosen: CompareCase[] = [];
  for (const one of quick) {
    if (pairs.size === 0) break;
    if (one.steps.some(({ outRegex }) => outRegex !== undefined)) continue;
    const outputs: string[] = [];
    for (const profile of OUR_PROFILES) outputs.push(JSON.stringify(await ourOutputs(one, profile)));
    const told = [...pairs].filter((pair) => {
      const [first = 0, second = 0] = pair.split(' ').map(Number);
      return outputs[first] !== outputs[second];
    });
    if (told.length === 0) continue;
    chosen.push(one);
    for (const pair of told) pairs.delete(pair);
  }
  return chosen;
}
