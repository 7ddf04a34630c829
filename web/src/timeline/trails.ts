import type { Row } from './row.ts';

/** Lines of hosts that may wait for their answers: one runs, others are refused. */
const MAX_OPEN = 16;
/** Packets of a link that may wait for their acknowledgements. */
const MAX_WAITING = 1000;

/** What a packet and those that answer it have come to. */
export interface Exchange {
  readonly first: Row;
  last: Row;
}

/** The last things that befell a link, which later ones follow from. */
export class LinkTrail {
  dials: Row | undefined;
  /** The last step on the way to the broker that has a time of its own. */
  step: Row | undefined;
  opened: Row | undefined;
  closed: Row | undefined;
  /** It went from connected to not connected. */
  lost: Row | undefined;
  state: Row | undefined;
  connect: Row | undefined;
  connack: Row | undefined;
  disconnect: Row | undefined;
  ping: Row | undefined;
  published: Row | undefined;
  received: Row | undefined;
  acknowledged: Row | undefined;
  readonly #waiting = new Map<string, Exchange>();

  /** A packet that is answered by the name of its exchange and its identifier. */
  begin(key: string, row: Row): void {
    if (this.#waiting.size >= MAX_WAITING) {
      const [earliest] = this.#waiting.keys();
      if (earliest !== undefined) this.#waiting.delete(earliest);
    }
    this.#waiting.set(key, { first: row, last: row });
  }

  exchange(key: string): Exchange | undefined {
    return this.#waiting.get(key);
  }

  end(key: string): void {
    this.#waiting.delete(key);
  }

  /** Another connection has begun; a publish that is sent again still finds the first one. */
  dialled(row: Row): void {
    this.dials = row;
    this.step = row;
    this.opened = undefined;
    this.connect = undefined;
    this.connack = undefined;
    this.disconnect = undefined;
    this.ping = undefined;
  }
}

/** The last things that befell a module. */
export class ModuleTrail {
  /** Lines that are not answered yet, the earliest first. */
  readonly open: Row[] = [];
  line: Row | undefined;
  reply: Row | undefined;
  prompt: Row | undefined;
  data: Row | undefined;
  wifi: Row | undefined;
  left: Row | undefined;
  clock: Row | undefined;
  power: Row | undefined;
  fault: Row | undefined;
  readonly faults = new Map<number, Row>();
  readonly #links = new Map<number, LinkTrail>();

  link(id: number): LinkTrail {
    let trail = this.#links.get(id);
    if (trail === undefined) {
      trail = new LinkTrail();
      this.#links.set(id, trail);
    }
    return trail;
  }

  asked(row: Row): void {
    this.line = row;
    this.open.push(row);
    if (this.open.length > MAX_OPEN) this.open.shift();
  }

  /** The line that runs or ran last, if it is one of these commands. */
  running(names: RegExp): Row | undefined {
    const row = this.open[0] ?? this.line;
    return row?.event.event === 'traffic' && names.test(row.event.text) ? row : undefined;
  }
}
