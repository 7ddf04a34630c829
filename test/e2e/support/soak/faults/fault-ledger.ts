import { crc32 } from 'node:zlib';
import { FAULT_NAMES, type FaultName } from '#faults/table';
import { FaultHistory, type Span } from './fault-history.ts';
import type { Wrong } from './plans.ts';

export type Qos = 0 | 1 | 2;

/** What is sent at QoS 0 has arrived after so many milliseconds, or went with its connection. */
const ON_ITS_WAY_MS = 6000;
/** What was published has arrived after so many milliseconds, damaged or not. */
const LATE_MS = 15_000;
/** A slow line to a host, or from a broker, makes what comes on it so late. */
const SLOW_MS = 8000;
/** The clocks of what happens in several processes. */
const EARLY_MS = 1000;
const SHOWN = 30;
const LOST_OUT: readonly Wrong[] = ['lostOut', 'lostOutQos0'];
const LOST_IN: readonly Wrong[] = ['lostIn', 'lostInQos0', 'unreadIn'];

interface Outbound {
  readonly qos: Qos;
  readonly sentAt: number;
  /** When the host had its OK. */
  okAt?: number;
  readonly arrivedAt: number[];
}

interface Inbound {
  readonly qos: Qos;
  readonly sentAt: number;
  /** The broker has acknowledged it; of QoS 0: it left on a connection. */
  taken: boolean;
  /** When the module said that it wrote it. */
  readonly writtenAt: number[];
  readonly readAt: number[];
}

interface Suspect extends Span {
  /** undefined: nobody knows whose. */
  readonly module: string | undefined;
  readonly wrong: Wrong;
  readonly what: string;
}

/** What else than a fault on command the soak does to a module. */
type Blow =
  /** A connection ended, the module's own or on the way, at either end. */
  | 'connection'
  /** The program was killed. */
  | 'kill';

class Account {
  readonly history = new FaultHistory();
  /** Of its broker, where that does wrong to all its clients. */
  broker: FaultHistory | undefined;
  readonly out: Outbound[] = [];
  readonly in: Inbound[] = [];
  /** In order of time. */
  readonly blows: { readonly what: Blow; readonly at: number }[] = [];
}

/** What a run with faults came to. */
export interface FaultBalance {
  readonly outbound: Record<'acknowledged' | 'arrived' | 'explained' | 'unexplained', number>;
  readonly inbound: Record<'delivered' | 'read' | 'explained' | 'unexplained', number>;
  /** How often each fault began and acted. */
  readonly faults: Readonly<Record<string, string>>;
  /** Faults that never began, and those that found nothing to act on. */
  readonly absent: readonly string[];
  readonly idle: readonly string[];
  /** What was wrong, by what explains it. */
  readonly explained: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** What came twice, with the reason. */
  readonly repeated: readonly string[];
  readonly unexplained: readonly string[];
}

/** Every message of a soak with faults: who promised it to whom, who has it, and what explains that nobody does. */
export class FaultLedger {
  readonly #accounts = new Map<string, Account>();
  readonly #suspects: Suspect[] = [];
  readonly #unexplained: string[] = [];

  /** Something that nothing explains; told at once, for a long run. */
  fault(what: string): void {
    const told = `${new Date().toISOString()} ${what}`;
    if (this.#unexplained.push(told) <= SHOWN) process.stderr.write(`${told}\n`);
  }

  /** Something that a fault may explain, once all of them are known. */
  suspect(suspect: Suspect): void {
    this.#suspects.push(suspect);
  }

  history(module: string): FaultHistory {
    return this.#of(module).history;
  }

  /** Has a module connect to a broker that does wrong to all its clients, the witness too. */
  connects(module: string, broker: FaultHistory): void {
    this.#of(module).broker = broker;
  }

  blow(module: string, what: Blow, at = Date.now()): void {
    const { blows, history } = this.#of(module);
    blows.push({ what, at });
    if (what === 'kill') history.killed(at);
  }

  // From a host to the broker.

  /** A host publishes. @returns what to publish, and what to call when it has OK */
  publish(module: string, qos: Qos, filler: string) {
    const { out } = this.#of(module);
    const entry: Outbound = { qos, sentAt: Date.now(), arrivedAt: [] };
    const number = out.push(entry) - 1;
    return {
      payload: signed(`${number} ${filler}`),
      ok: () => {
        entry.okAt = Date.now();
      },
      arrived: () => entry.arrivedAt.length > 0,
    };
  }

  /** It reached the witness. */
  arrived(module: string, payload: string): void {
    const now = Date.now();
    const account = this.#accounts.get(module);
    const [number] = unsigned(payload) ?? [];
    const entry = account?.out[Number(number)];
    if (entry !== undefined) {
      entry.arrivedAt.push(now);
      return;
    }
    this.suspect({
      module: account === undefined ? undefined : module,
      wrong: 'strangeOut',
      what: `the broker has ${JSON.stringify(payload.slice(0, 60))} for out/${module}`,
      from: now - LATE_MS,
      to: now,
    });
  }

  // From the broker to a host.

  /** The witness publishes. @returns what, and what to call when the broker has it */
  send(module: string, qos: Qos, filler: string) {
    const { in: messages } = this.#of(module);
    const entry: Inbound = { qos, sentAt: Date.now(), taken: false, writtenAt: [], readAt: [] };
    const number = messages.push(entry) - 1;
    return {
      payload: signed(`${number} ${filler}`),
      taken: () => {
        entry.taken = true;
      },
      read: () => entry.readAt.length > 0,
    };
  }

  /** The module says that it has written a message. */
  written(module: string, payload: string, at: number): void {
    this.#inbound(module, payload)?.writtenAt.push(at);
  }

  /** A host has read a message. */
  read(module: string, topic: string, payload: string): void {
    const now = Date.now();
    const entry = topic === `in/${module}` ? this.#inbound(module, payload) : undefined;
    if (entry !== undefined) {
      entry.readAt.push(now);
      return;
    }
    const what = `${module}: the host has read ${JSON.stringify(payload.slice(0, 60))} on ${topic.slice(0, 40)}`;
    this.suspect({ module, wrong: 'strangeIn', what, from: now - SLOW_MS, to: now });
  }

  /** What had OK and is nowhere, of QoS 1 and 2; what was taken and was not read. */
  get open(): number {
    const accounts = [...this.#accounts.values()];
    const out = accounts
      .flatMap((each) => each.out)
      .filter(({ okAt, arrivedAt }) => okAt && !arrivedAt.length);
    return out.length;
  }

  balance(): FaultBalance {
    for (const [module, account] of this.#accounts) {
      for (const [number, entry] of account.out.entries()) this.#judgeOutbound(module, number, entry);
      for (const [number, entry] of account.in.entries()) this.#judgeInbound(module, number, account, entry);
    }
    const explained: Record<string, Record<string, number>> = {};
    const unexplained = { out: 0, in: 0 };
    const lost = { out: 0, in: 0 };
    const repeated: string[] = [];
    for (const suspect of this.#suspects) {
      const reason = this.#reason(suspect);
      const { wrong } = suspect;
      const way = LOST_OUT.includes(wrong) ? 'out' : LOST_IN.includes(wrong) ? 'in' : undefined;
      if (reason === undefined) {
        this.fault(`${suspect.what} (${this.#circumstances(suspect)})`);
        if (way !== undefined) unexplained[way]++;
        continue;
      }
      if (way !== undefined) lost[way]++;
      if (wrong.startsWith('repeated')) repeated.push(`${suspect.what}: ${reason}`);
      explained[reason] ??= {};
      const counts = explained[reason];
      counts[wrong] = (counts[wrong] ?? 0) + 1;
    }
    const accounts = [...this.#accounts.values()];
    const out = accounts.flatMap((account) => account.out).filter(({ okAt }) => okAt !== undefined);
    const taken = accounts.flatMap((account) => account.in).filter((entry) => entry.taken);
    return {
      outbound: {
        acknowledged: out.length,
        arrived: out.filter(({ arrivedAt }) => arrivedAt.length > 0).length,
        explained: lost.out,
        unexplained: unexplained.out,
      },
      inbound: {
        delivered: taken.length,
        read: taken.filter(({ readAt }) => readAt.length > 0).length,
        explained: lost.in,
        unexplained: unexplained.in,
      },
      ...this.#faultCounts(),
      explained,
      repeated: repeated.slice(0, SHOWN),
      unexplained: this.#unexplained.slice(0, SHOWN),
    };
  }

  #faultCounts(): Pick<FaultBalance, 'faults' | 'absent' | 'idle'> {
    const sums = new Map<FaultName, { begun: number; acted: number }>();
    const histories = [...this.#accounts.values()].flatMap(({ history, broker }) => [history, broker]);
    for (const history of new Set(histories.filter((each) => each !== undefined))) {
      for (const kind of ['begun', 'acted'] as const) {
        for (const [name, times] of history.counts[kind]) {
          const sum = sums.get(name) ?? { begun: 0, acted: 0 };
          sum[kind] += times;
          sums.set(name, sum);
        }
      }
    }
    const sorted = [...sums].sort(([a], [b]) => a.localeCompare(b));
    return {
      faults: Object.fromEntries(
        sorted.map(([name, { begun, acted }]) => [name, `began ${begun} times, acted ${acted} times`]),
      ),
      absent: FAULT_NAMES.filter((name) => !sums.get(name)?.begun),
      idle: FAULT_NAMES.filter((name) => !sums.get(name)?.acted),
    };
  }

  #judgeOutbound(module: string, number: number, { qos, sentAt, okAt, arrivedAt }: Outbound): void {
    const what = `${module}: publish ${number} of QoS ${qos}`;
    const [first] = arrivedAt;
    if (okAt !== undefined && first === undefined) {
      const to = qos === 0 ? okAt + ON_ITS_WAY_MS : okAt;
      const wrong = qos === 0 ? 'lostOutQos0' : 'lostOut';
      this.suspect({ module, wrong, what: `${what} had OK and is lost`, from: sentAt, to });
    }
    const last = arrivedAt.at(-1) ?? 0;
    if (qos !== 1 && arrivedAt.length > 1) {
      const times = `${what} came ${arrivedAt.length} times`;
      this.suspect({ module, wrong: 'repeatedOut', what: times, from: sentAt, to: last });
    }
  }

  #judgeInbound(module: string, number: number, account: Account, entry: Inbound): void {
    const { qos, sentAt, taken, readAt, writtenAt } = entry;
    const what = `${module}: message ${number} of QoS ${qos}`;
    const [first] = readAt;
    const last = readAt.at(-1) ?? 0;
    if (first !== undefined && last !== first) {
      const times = `${what} was read ${readAt.length} times`;
      const wrong = qos === 1 ? 'repeatedInQos1' : 'repeatedIn';
      // One of QoS 1 may have been sent again by the witness, before anybody read it.
      const from = qos === 1 ? sentAt : first - EARLY_MS;
      this.suspect({ module, wrong, what: times, from, to: last });
    }
    if (!taken || first !== undefined) return;
    const [written] = writtenAt;
    if (written !== undefined) {
      const told = `${what} was written and not read`;
      const span = { from: written - EARLY_MS, to: (writtenAt.at(-1) ?? written) + EARLY_MS };
      return this.suspect({ module, wrong: 'unreadIn', what: told, ...span });
    }
    // Those of one QoS come in order: it went where the next one of these that was read had not yet come.
    const next = account.in.find(
      (each, at) => at > number && each.qos === qos && each.readAt[0] !== undefined,
    )?.readAt[0];
    const to = qos === 0 ? sentAt + ON_ITS_WAY_MS : (next ?? Number.POSITIVE_INFINITY);
    const wrong = qos === 0 ? 'lostInQos0' : 'lostIn';
    this.suspect({ module, wrong, what: `${what} was never written`, from: sentAt - EARLY_MS, to });
  }

  #reason({ module, wrong, from, to }: Suspect): string | undefined {
    const accounts = module === undefined ? [...this.#accounts.values()] : [this.#of(module)];
    for (const { blows, history, broker } of accounts) {
      const blow = blows.find(({ what, at }) => at >= from && at <= to && BLOWS[what].includes(wrong));
      if (blow !== undefined) return `no fault: ${blow.what}`;
      const fault = history.reason(wrong, { from, to });
      if (fault !== undefined) return fault;
      const ofBroker = [wrong, MIRRORED[wrong] ?? wrong].map((each) => broker?.reason(each, { from, to }));
      const [first] = ofBroker.filter((each) => each !== undefined);
      if (first !== undefined) return `${first}, of the broker`;
    }
    return undefined;
  }

  /** For who has to find out what it was. */
  #circumstances({ module, from, to }: Suspect): string {
    const { history, broker, blows } = this.#of(module ?? '');
    const acting = [...history.acting({ from, to }), ...(broker?.acting({ from, to }) ?? [])];
    const struck = blows.filter(({ at }) => at >= from && at <= to).map(({ what }) => what);
    return `from ${timeOf(from)} to ${timeOf(to)}, amid ${[...acting, ...struck].join(', ') || 'nothing'}`;
  }

  #inbound(module: string, payload: string): Inbound | undefined {
    const [number] = unsigned(payload) ?? [];
    return this.#of(module).in[Number(number)];
  }

  #of(module: string): Account {
    let account = this.#accounts.get(module);
    if (account === undefined) {
      account = new Account();
      this.#accounts.set(module, account);
    }
    return account;
  }
}

/** What the soak itself does may cost, faults or not, as docs/reliability.md has it. */
const BLOWS: Readonly<Record<Blow, readonly Wrong[]>> = {
  connection: ['lostOutQos0', 'lostInQos0', 'repeatedInQos1'],
  kill: ['lostOutQos0', 'lostInQos0', 'repeatedIn', 'repeatedInQos1', 'nonsense', 'silence'],
};

/** What a broker may do to a message for a module it may do to that of a module for the witness. */
const MIRRORED: Partial<Record<Wrong, Wrong>> = {
  lostOut: 'lostIn',
  lostOutQos0: 'lostInQos0',
  repeatedOut: 'repeatedIn',
  strangeOut: 'strangeIn',
};

function timeOf(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString().slice(11) : 'the end';
}

function signed(text: string): string {
  return `${text} ${crc32(text).toString(16)}`;
}

/** @returns its words without the last one, which must be right */
function unsigned(payload: string): string[] | undefined {
  const at = payload.lastIndexOf(' ');
  const text = payload.slice(0, at);
  return at > 0 && signed(text) === payload ? text.split(' ') : undefined;
}
