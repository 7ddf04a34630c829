import type { Cancel, Timers } from '#time/timers';

/** So often the same line is told one by one. */
const BURST = 3;
/** Then all that come within a time are told in one line; the time grows while it goes on, for a broker may be away for months. Milliseconds. */
const WINDOWS_MS = [1_000, 10_000, 60_000, 600_000, 3_600_000] as const;
/** So many lines of the same second make a flood, which is told every second for a while. */
const FLOOD = 5;
const FLOOD_WINDOWS = 10;
/** Without a repetition for so long, and for three times the pause before, a line is new again; milliseconds. */
const FORGOTTEN_MS = 60_000;
/** Lines that are kept in mind; beyond them the one that has not come for longest is forgotten. */
const KEPT = 5_000;
/** Lines of one kind that differ, as a host makes them that sends nonsense: so many within a second. */
const KIND_BURST = 20;
const KIND_WINDOW_MS = 1_000;

/** Tells that something has come so many times more, within so many seconds. */
type TellAgain = (count: number, seconds: number) => void;

interface Line {
  tellAgain: TellAgain;
  told: number;
  untold: number;
  /** Which window is next. */
  window: number;
  floods: number;
  last: number;
  pause: number;
  /** What it is about: those of the same are told together. */
  about: string;
  heldSince: number;
  flush: Cancel | undefined;
}

interface Kind {
  tellAgain: TellAgain;
  came: number;
  flush: Cancel;
}

/** Holds back log lines that repeat, counts them, and tells in one line how many there were. */
export class Repeats {
  readonly #timers: Timers;
  readonly #lines = new Map<string, Line>();
  readonly #kinds = new Map<string, Kind>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** Whether a line has come lately: then it is counted for itself, not as one of its kind. */
  knows(key: string): boolean {
    const known = this.#lines.get(key);
    return known !== undefined && !isForgotten(known, this.#timers.now());
  }

  /**
   * Whether a line is to be told now.
   * @param key tells the line from others
   * @param tellAgain tells it with how often it has come since
   * @param about what it is about: lines about the same are told together
   */
  passes(key: string, tellAgain: TellAgain, about = ''): boolean {
    const now = this.#timers.now();
    const known = this.#lines.get(key);
    // At the end of the map is what came last.
    this.#lines.delete(key);
    if (known === undefined || isForgotten(known, now)) {
      this.#makeRoom();
      this.#lines.set(key, {
        tellAgain,
        told: 1,
        untold: 0,
        window: 0,
        floods: 0,
        last: now,
        pause: 0,
        about,
        heldSince: now,
        flush: undefined,
      });
      return true;
    }
    this.#lines.set(key, known);
    known.pause = now - known.last;
    known.last = now;
    if (known.told < BURST) {
      known.told++;
      return true;
    }
    known.untold++;
    known.tellAgain = tellAgain;
    if (known.flush === undefined) {
      known.heldSince = now;
      known.flush = this.#timers.after(WINDOWS_MS[known.window] ?? 0, () => this.#flushAbout(known.about));
    }
    return false;
  }

  /**
   * Whether one of many different lines of a kind is to be told now.
   * @param tellAgain tells how many more there were
   */
  passesKind(key: string, tellAgain: TellAgain): boolean {
    const known = this.#kinds.get(key);
    if (known === undefined) {
      const flush = this.#timers.after(KIND_WINDOW_MS, () => this.#flushKind(key));
      this.#kinds.set(key, { tellAgain, came: 1, flush });
      return true;
    }
    known.came++;
    known.tellAgain = tellAgain;
    return known.came <= KIND_BURST;
  }

  /** Tells what is counted and not told yet. */
  flush(): void {
    for (const line of this.#lines.values()) this.#tellPending(line);
    for (const key of [...this.#kinds.keys()]) this.#flushKind(key);
    this.#lines.clear();
  }

  /** In the order in which they came last, so that the last one tells how it is now: lost, or connected. */
  #flushAbout(about: string): void {
    for (const line of this.#lines.values()) if (line.about === about) this.#tellPending(line);
  }

  #flushLine(line: Line): void {
    const seconds = Math.max(1, Math.round((this.#timers.now() - line.heldSince) / 1000));
    line.flush?.();
    line.flush = undefined;
    const { untold } = line;
    line.untold = 0;
    line.floods = untold >= FLOOD ? line.floods + 1 : FLOOD_WINDOWS;
    if (line.floods >= FLOOD_WINDOWS) line.window = Math.min(line.window + 1, WINDOWS_MS.length - 1);
    line.tellAgain(untold, seconds);
  }

  #flushKind(key: string): void {
    const kind = this.#kinds.get(key);
    if (kind === undefined) return;
    kind.flush();
    this.#kinds.delete(key);
    if (kind.came > KIND_BURST) kind.tellAgain(kind.came - KIND_BURST, KIND_WINDOW_MS / 1000);
  }

  #tellPending(line: Line): void {
    if (line.flush !== undefined) this.#flushLine(line);
  }

  /** Costs the same for each line, however many different ones come. */
  #makeRoom(): void {
    for (const [key, line] of this.#lines) {
      if (this.#lines.size < KEPT) return;
      this.#tellPending(line);
      this.#lines.delete(key);
    }
  }
}

function isForgotten({ flush, last, pause }: Line, now: number): boolean {
  return flush === undefined && now - last >= Math.max(FORGOTTEN_MS, 3 * pause);
}
