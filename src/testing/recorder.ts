import type { TrafficEvent } from '#at/session/observer';
import { showBytes } from '#bytes/show-bytes';
import { message, textOf } from '#messages/message';
import type { FaultEvent } from '#module/observer';
import { compareCommands, type ExpectedCommand } from './compare-commands.ts';
import type { Check, PendingChecks } from './pending-checks.ts';
import type { WaitOptions } from './test-host.ts';
import { type Entry, SHOWN_BYTES, showTraffic, withoutLineEnds } from './traffic-lines.ts';

/** Of which host commands are meant. */
export interface OfHost {
  /** Its name: `host` of the kit's own, what `addHost` was given, `tcp 127.0.0.1:51234` on a port. Default: all hosts. */
  readonly host?: string;
}

/** What hosts and module have said to each other since the test module was made, or `clear`. */
export interface Recorder {
  /** The command lines that hosts have sent, in their order, without their line ends; as UTF-8. */
  readonly commands: readonly string[];
  /** All that was said, line by line: `>` from a host, `<` from the module, `*` what became of a fault. */
  readonly traffic: string;
  /**
   * Awaits that hosts have sent these commands: all of them, in this order, and no others.
   * @throws ExpectationError at once for another command than the next, and when one has not come in time
   */
  expectCommands(expected: readonly ExpectedCommand[], options?: OfHost & WaitOptions): Promise<void>;
  /** Forgets all that was said. */
  clear(): void;
}

/** Writes down what an observer of the module hears. */
export class TrafficRecorder implements Recorder {
  readonly #entries: Entry[] = [];
  readonly #pending: PendingChecks;

  constructor(pending: PendingChecks) {
    this.#pending = pending;
  }

  get commands(): readonly string[] {
    return this.#entries.flatMap(({ kind, bytes }) => (kind === 'command' ? [showBytes(bytes)] : []));
  }

  get traffic(): string {
    return showTraffic(this.#entries).join('\n');
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** How the commands stand to those that are expected. */
  compare(expected: readonly ExpectedCommand[], { host }: OfHost = {}): Check {
    return compareCommands(expected, this.#entries, host);
  }

  expectCommands(expected: readonly ExpectedCommand[], options: OfHost & WaitOptions = {}): Promise<void> {
    return this.#pending.expect(() => this.compare(expected, options), options);
  }

  clear(): void {
    this.#entries.length = 0;
  }

  /** Takes what was said. */
  heard({ host, bytes, data }: TrafficEvent): void {
    const size = bytes.length;
    // A copy: a part would keep all of it.
    const start = () => Buffer.from(bytes.subarray(0, SHOWN_BYTES));
    if (host === undefined) this.#entries.push({ kind: 'reply', host, bytes: start(), size });
    else if (data === true) this.#entries.push({ kind: 'data', host, bytes: start(), size });
    // A chunk that was refused may have several lines.
    else
      for (const line of linesOf(bytes))
        this.#entries.push({ kind: 'command', host, bytes: line, size: line.length });
  }

  /** Something became of a fault. */
  fault({ fault, phase }: FaultEvent): void {
    const bytes = Buffer.from(textOf(message('testing.fault', { fault, phase })));
    this.#entries.push({ kind: 'fault', host: undefined, bytes, size: bytes.length });
  }

  /** What was said last is a URC. */
  urc(): void {
    const last = this.#entries.pop();
    if (last !== undefined) this.#entries.push({ ...last, kind: 'urc', bytes: withoutLineEnds(last.bytes) });
  }
}

function linesOf(bytes: Buffer): Buffer[] {
  const lines = withoutLineEnds(bytes).toString('latin1').split('\r\n');
  return lines.map((line) => Buffer.from(line, 'latin1'));
}
