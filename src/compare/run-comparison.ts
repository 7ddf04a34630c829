import { bindError } from '#broker/broker-error';
import type { Log } from '#messages/log';
import { type Message, message } from '#messages/message';
import { formatHostPort, LOOPBACK } from '#net/host-port';
import type { Clock } from '#time/clock';
import { BrokerServer } from './broker-server.ts';
import { CompareError } from './compare-error.ts';
import { type Comparison, compareModule, type ProgressOfCases } from './compare-module.ts';
import type { ComparePlan } from './compare-plan.ts';
import { type GivenPort, ModuleLine } from './module-line.ts';
import { ModuleState } from './module-state.ts';

export type { Comparison } from './compare-module.ts';

/** Milliseconds until somebody is at the other end of the port. */
const CONNECT_MS = 10_000;
/** Milliseconds until a lost module is there again, and answers. */
const RETURN_MS = 120_000;

/** What a comparison needs of the program it is part of. */
export interface ComparisonContext {
  readonly clock: Clock;
  readonly log: Log;
  /** How long somebody at the port, and a lost module, is waited for; milliseconds. */
  readonly waits?: { readonly connectMs: number; readonly returnMs: number };
  /** Ends it; what was played until then is told. */
  readonly signal: AbortSignal;
  progress(progress: ProgressOfCases): void;
  /** Takes what a person should know meanwhile. */
  notice(said: Message): void;
}

/**
 * Opens a port and a broker, and plays the cases of a plan on the module there.
 * @throws PortError, CompareError, BrokerError when it cannot begin
 */
export async function runComparison(
  at: string | GivenPort,
  { cases, brokerAt, accessPoint, allowed, slackMs }: ComparePlan,
  context: ComparisonContext,
): Promise<Comparison> {
  const port = typeof at === 'string' ? at : at.name;
  const { connectMs, returnMs } = context.waits ?? { connectMs: CONNECT_MS, returnMs: RETURN_MS };
  const broker = new BrokerServer(brokerAt ?? { host: LOOPBACK, port: 0 });
  try {
    await broker.behave('accepting');
  } catch (error) {
    throw bindError(error, formatHostPort(broker.address));
  }
  let line: ModuleLine | undefined;
  try {
    line = await ModuleLine.open(at, context);
    if (!(await line.untilPresent(connectMs))) {
      throw new CompareError('NOBODY', message('compare.nobodyThere', { port, ms: connectMs }), {
        mayHeal: true,
      });
    }
    const state = new ModuleState(line, broker, accessPoint);
    return await compareModule({
      ...context,
      cases,
      line,
      state,
      broker,
      hasBroker: brokerAt !== undefined,
      allowed,
      slackMs,
      returnMs,
      port,
    });
  } finally {
    await line?.close();
    await broker.close();
  }
}
