import type { TrafficEvent } from '#at/session/observer';
import { UsageError } from '#errors/usage-error';
import { message } from '#messages/message';
import type { LinkStatus } from '#module/link/status';
import type { ModuleObserver } from '#module/observer';
import type { Activity } from './activity.ts';
import type { CoverageCounter } from './coverage.ts';
import type { PendingChecks } from './pending-checks.ts';
import { parseUrcs, type ReceivedUrc } from './received.ts';
import type { TrafficRecorder } from './recorder.ts';
import type { TestBroker } from './test-broker.ts';

/** What checks look at. */
export interface TestModuleParts {
  readonly recorder: TrafficRecorder;
  readonly coverage: CoverageCounter;
  /** The URCs so far. */
  readonly urcs: ReceivedUrc[];
  readonly pending: PendingChecks;
  readonly activity: Activity;
  /** Module, hosts or broker have done something. */
  readonly happened: () => void;
  readonly links: () => readonly LinkStatus[];
  /** @throws UsageError when there is none */
  readonly broker: () => TestBroker;
}

const parts = new WeakMap<object, TestModuleParts>();

/** Keeps what a test module is made of for its checks. */
export function keepParts(testModule: object, of: TestModuleParts): void {
  parts.set(testModule, of);
}

/** What a test module is made of. @param name who asks @throws UsageError for anything else */
export function partsOf(testModule: unknown, name: string): TestModuleParts {
  const found = typeof testModule === 'object' && testModule !== null ? parts.get(testModule) : undefined;
  if (found === undefined) throw new UsageError(message('testing.noTestModule', { name }));
  return found;
}

/** Hears what happens, for all of them. @param tellUrcs takes the URCs, with their bytes */
export function lookingOn(
  { recorder, coverage, urcs, happened }: Omit<TestModuleParts, 'links' | 'broker'>,
  tellUrcs: (urcs: readonly ReceivedUrc[]) => void,
): ModuleObserver {
  let last: Buffer | undefined;
  return {
    traffic(event: TrafficEvent) {
      last = event.host === undefined ? event.bytes : undefined;
      recorder.heard(event);
      coverage.traffic(event);
      happened();
    },
    command: (event) => coverage.command(event),
    urc(line) {
      const parsed = parseUrcs(Buffer.from(last ?? Buffer.from(line)));
      recorder.urc();
      coverage.urc(line);
      urcs.push(...parsed);
      tellUrcs(parsed);
      happened();
    },
    linkState: happened,
    fault(event) {
      recorder.fault(event);
      happened();
    },
  };
}
