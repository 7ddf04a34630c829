/** How a host's life on a module ended. */
export type Ending =
  /** Its link was closed first, and it has read everything up to the OK of that. */
  | 'in order'
  /** The program was killed; a host on TCP still reads what had left. */
  | 'program killed'
  /** It went, or its terminal did, and has not read what was on its way. */
  | 'unread';

interface Life {
  ending: Ending | undefined;
  /** For some of it the host did not read, so that its queue dropped what came. */
  slept: boolean;
}

type Level = 1 | 2;

/** The messages of one QoS to one module: these come in their order. */
interface Inbound {
  /** Of each that was published, in order: the life that was the last one then. */
  readonly published: number[];
  readonly acknowledged: Set<number>;
  /** The lives that have read each, in order. */
  readonly read: Map<number, number[]>;
}

interface Published {
  readonly qos: 0 | 1 | 2;
  /** The host has its OK. */
  ok: boolean;
  /** How often it reached the witness. */
  arrived: number;
}

class Account {
  readonly inbound: Readonly<Record<Level, Inbound>> = { 1: inbound(), 2: inbound() };
  readonly lives: Life[] = [];
  readonly published = new Map<number, Published>();
  /** Messages that the module wrote, as its events tell; of the program that is never killed. */
  readonly written = new Map<string, number>();
  /** Messages of QoS 0 that were read. */
  readLightly = 0;
  blindSent = 0;
  blindArrived = 0;
}

/** What a run came to. */
export interface Balance {
  readonly outbound: Record<'acknowledged' | 'arrived' | 'lost' | 'unknown' | 'repeatedQos1', number>;
  readonly inbound: Record<'acknowledged' | 'read' | 'lost' | 'unread' | 'dropped' | 'repeated', number>;
  readonly blind: Record<'sent' | 'arrived', number>;
  readonly lives: Record<Ending, number>;
  readonly faults: readonly string[];
}

const SHOWN = 20;

/** Every message of a soak: who promised it to whom, and who has it. */
export class Ledger {
  readonly #accounts = new Map<string, Account>();
  readonly #faults: string[] = [];
  #dropped = 0;

  /** Something that must not happen; told at once too, for a long run. */
  fault(what: string): void {
    if (this.#faults.length >= SHOWN) return;
    const told = `${new Date().toISOString()} ${what}`;
    this.#faults.push(told);
    process.stderr.write(`${told}\n`);
  }

  get faults(): readonly string[] {
    return this.#faults;
  }

  // From a host to the broker.

  /** A host publishes. @returns what to publish, and what to call when it has OK */
  publish(module: string, qos: 0 | 1 | 2): { readonly payload: string; readonly ok: () => void } {
    const { published } = this.#of(module);
    const entry: Published = { qos, ok: false, arrived: 0 };
    const number = published.size;
    published.set(number, entry);
    return {
      payload: `${number}`,
      ok: () => {
        entry.ok = true;
      },
    };
  }

  /** It reached the witness. */
  arrived(module: string, payload: string): void {
    const entry = this.#of(module).published.get(Number.parseInt(payload, 10));
    if (entry === undefined)
      return this.fault(`${module}: what nobody published came: ${payload.slice(0, 60)}`);
    entry.arrived++;
    if (entry.qos !== 1 && entry.arrived > 1) {
      this.fault(
        `${module}: publish ${payload.slice(0, 20)} of QoS ${entry.qos} came ${entry.arrived} times`,
      );
    }
  }

  /** A host that does not read has sent a publish of QoS 0. */
  blind(module: string): void {
    this.#of(module).blindSent++;
  }

  blindArrived(module: string): void {
    this.#of(module).blindArrived++;
  }

  /** Publishes that had OK and are nowhere. */
  missing(): string[] {
    return [...this.#accounts].flatMap(([module, { published }]) =>
      [...published]
        .filter(([, { qos, ok, arrived }]) => qos > 0 && ok && arrived === 0)
        .map(([number, { qos }]) => `${module}: publish ${number} of QoS ${qos}`),
    );
  }

  // From the broker to a host.

  /** So many messages were dropped for a host that did not read, and counted. */
  dropped(count: number): void {
    this.#dropped += count;
  }

  /** The witness publishes. @returns what, and what to call when the broker has acknowledged it */
  send(module: string, qos: Level): { readonly payload: string; readonly acknowledged: () => void } {
    const { inbound: levels, lives } = this.#of(module);
    const { [qos]: inbound } = levels;
    const number = inbound.published.push(Math.max(0, lives.length - 1)) - 1;
    return {
      payload: `${qos} ${number}`,
      acknowledged: () => inbound.acknowledged.add(number),
    };
  }

  /** A host comes. @returns its life */
  begin(module: string): number {
    return this.#of(module).lives.push({ ending: undefined, slept: false }) - 1;
  }

  sleeps(module: string, life: number): void {
    const entry = this.#of(module).lives[life];
    if (entry !== undefined) entry.slept = true;
  }

  end(module: string, life: number, ending: Ending): void {
    const entry = this.#of(module).lives[life];
    if (entry !== undefined) entry.ending ??= ending;
  }

  /** A host has read a message. */
  read(module: string, life: number, payload: string): void {
    const { inbound, lives } = this.#of(module);
    const [qos, number] = payload.split(' ', 2).map(Number);
    if (qos === 0) {
      this.#of(module).readLightly++;
      return;
    }
    if ((qos !== 1 && qos !== 2) || number === undefined) {
      return this.fault(`${module}: a host read ${JSON.stringify(payload.slice(0, 60))}`);
    }
    const { read } = inbound[qos];
    const before = read.get(number);
    if (before === undefined) return void read.set(number, [life]);
    const last = before.at(-1) ?? 0;
    before.push(life);
    // A crash, a reset or a host that went may bring one again, nothing else.
    if (qos === 2 && lives.slice(last, life).every(({ ending }) => ending === 'in order')) {
      this.fault(`${module}: message ${number} of QoS 2 came twice, in lives ${last} and ${life}`);
    }
  }

  /** The module says that it has written a message. */
  written(module: string, payload: string): void {
    const { written } = this.#of(module);
    const name = nameOf(payload);
    written.set(name, (written.get(name) ?? 0) + 1);
  }

  /** How often the messages of a module were written, and read. */
  counts(module: string): { readonly written: number; readonly read: number } {
    const { written, inbound, readLightly } = this.#of(module);
    const read = [inbound[1], inbound[2]].flatMap((each) => [...each.read.values()]);
    return {
      written: [...written.values()].reduce((sum, count) => sum + count, 0),
      read: read.reduce((sum, { length }) => sum + length, readLightly),
    };
  }

  /** Whether a module has read everything that the witness published last. */
  isThrough(module: string): boolean {
    return Object.values(this.#of(module).inbound).every(
      ({ published, read }) => published.length === 0 || read.has(published.length - 1),
    );
  }

  /**
   * The balance, once the last message of each kind was read by somebody.
   * @param told modules all of whose events were heard
   */
  balance(told: readonly string[]): Balance {
    const lost = this.missing();
    for (const each of lost.slice(0, SHOWN)) this.fault(`${each} had OK and is lost`);
    const outbound = { acknowledged: 0, arrived: 0, lost: lost.length, unknown: 0, repeatedQos1: 0 };
    const inbound = { acknowledged: 0, read: 0, lost: 0, unread: 0, dropped: this.#dropped, repeated: 0 };
    const blind = { sent: 0, arrived: 0 };
    const lives: Record<Ending, number> = { 'in order': 0, 'program killed': 0, unread: 0 };
    for (const [module, account] of this.#accounts) {
      for (const { qos, ok, arrived } of account.published.values()) {
        if (qos === 0) continue;
        if (ok) outbound.acknowledged++;
        else if (arrived > 0) outbound.unknown++;
        if (arrived > 0) outbound.arrived++;
        outbound.repeatedQos1 += Math.max(0, arrived - 1);
      }
      for (const { ending } of account.lives) if (ending !== undefined) lives[ending]++;
      blind.sent += account.blindSent;
      blind.arrived += account.blindArrived;
      for (const qos of [1, 2] as const) {
        const { acknowledged, read } = account.inbound[qos];
        inbound.acknowledged += acknowledged.size;
        inbound.read += read.size;
        for (const times of read.values()) inbound.repeated += times.length - 1;
        for (const number of acknowledged) {
          if (read.has(number)) continue;
          const why = this.#whyLost(account, qos, number, told.includes(module));
          if (why === undefined) inbound.unread++;
          else {
            inbound.lost++;
            this.fault(`${module}: message ${number} of QoS ${qos} was acknowledged and is lost: ${why}`);
          }
        }
      }
    }
    return { outbound, inbound, blind, lives, faults: this.#faults };
  }

  /**
   * Messages of one QoS come in order, so that one that nobody has read went to a host between those that read its
   * neighbours. @returns undefined when one of these went without reading, or slept
   */
  #whyLost(
    { inbound, lives, written }: Account,
    qos: Level,
    number: number,
    told: boolean,
  ): string | undefined {
    if (told && !written.has(`${qos} ${number}`)) return 'the module never wrote it';
    const { read } = inbound[qos];
    const firstLife = (at: number): number | undefined => read.get(at)?.[0];
    let before = number - 1;
    while (before >= 0 && !read.has(before)) before--;
    let after = number + 1;
    while (after < inbound[qos].published.length && !read.has(after)) after++;
    const from = firstLife(before) ?? 0;
    const to = firstLife(after) ?? lives.length - 1;
    // What a full queue drops is done with before what waits in it, which the program may be killed with.
    const since = Math.min(from, inbound[qos].published[number] ?? from);
    if (lives.slice(since, to + 1).some(({ slept }) => slept)) return undefined;
    const between = lives.slice(from, to);
    if (between.some(({ ending }) => ending === 'unread')) return undefined;
    return `its neighbours were read in lives ${from} and ${to}`;
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

function inbound(): Inbound {
  return { published: [], acknowledged: new Set(), read: new Map() };
}

function nameOf(payload: string): string {
  return payload.split(' ', 2).join(' ');
}
