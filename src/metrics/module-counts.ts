import type { AnsweredEvent, DataTrouble } from '#at/session/observer';
import type { ModuleObserver } from '#module/observer';
import type { DialRoute } from '#module/platform';
import type { Clock } from '#time/clock';
import { LinkCounts } from './link-counts.ts';

/** How a command came out. */
type Outcome = 'ok' | 'error' | 'busy';

const UNKNOWN_COMMAND = 'unknown';

/** What has become of a module, or of all modules of ports with `fork`, since the program started. */
export class ModuleCounts {
  readonly links = new Map<number, LinkCounts>();
  /** By the name of the command and how it came out. */
  readonly commands = new Map<string, Map<Outcome, number>>();
  /** By error code. */
  readonly errors = new Map<number, number>();
  readonly dataTroubles = new Map<DataTrouble, number>();
  /** Replies and URCs that hosts which do not read have lost, and their bytes. */
  readonly dropped = { items: 0, bytes: 0 };
  /** Where it was kinder than a genuine module, by rule. */
  readonly compat = new Map<string, number>();
  restarts = 0;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Looks on at the module. */
  readonly observer: ModuleObserver = {
    answered: (event) => this.#answered(event),
    dropped: ({ bytes }) => {
      this.dropped.items++;
      this.dropped.bytes += bytes;
    },
    dataTrouble: (trouble) => add(this.dataTroubles, trouble),
    linkState: (event) => this.link(event.link).moved(event, this.#clock.wall()),
    connectFailed: ({ link, reason }) => this.link(link).failed(reason),
    compat: ({ rule }) => add(this.compat, rule),
    restarting: () => {
      this.restarts++;
    },
  };

  /** Counts what goes over its connections to brokers. */
  dial(dial: DialRoute): DialRoute {
    return (route, link = 0) => this.link(link).counting(dial(route, link));
  }

  /** What has become of a link. */
  link(id: number): LinkCounts {
    let counts = this.links.get(id);
    if (counts === undefined) {
      counts = new LinkCounts(this.#clock.wall());
      this.links.set(id, counts);
    }
    return counts;
  }

  #answered({ command = UNKNOWN_COMMAND, busy, codes }: AnsweredEvent): void {
    let outcomes = this.commands.get(command);
    if (outcomes === undefined) {
      outcomes = new Map();
      this.commands.set(command, outcomes);
    }
    add(outcomes, busy ? 'busy' : codes === undefined ? 'ok' : 'error');
    for (const code of codes ?? []) add(this.errors, code);
  }
}

function add<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
