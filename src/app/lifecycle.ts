const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const EXIT_INTERRUPTED = 130;
/** Any long time: it is the timer that keeps the process, not what it does. */
const STAY_MS = 3_600_000;

type Close = () => void | Promise<void>;

/**
 * The life of a run. Whoever opens something says how it is let go of; whoever wants the run to end asks for it
 * with an exit code.
 */
export class Lifecycle {
  /** Resolves with the exit code once somebody has asked for the end. */
  readonly stopped: Promise<number>;
  readonly #closers: Close[] = [];
  #ask: (code: number) => void = () => {};
  #stopping = false;

  constructor() {
    this.stopped = new Promise((resolve) => {
      this.#ask = resolve;
    });
  }

  /** Whether somebody has asked for the end. */
  get stopping(): boolean {
    return this.#stopping;
  }

  /** Adds what must be let go of at the end, however it comes. What was added last goes first. */
  onClose(close: Close): void {
    this.#closers.push(close);
  }

  /** Asks for the end. @param code the exit code; the first who asks decides it */
  stop(code: number): void {
    this.#stopping = true;
    this.#ask(code);
  }

  /**
   * Lets signals ask for the end; the second one ends the process at once, unless it is SIGHUP. Until then the process stays, also when
   * nothing is left that could happen, as after the end of the program on an exec port.
   * @param interrupted what the first one does
   * @param reload what SIGHUP does instead, where it returns true
   */
  stopOnSignals(
    interrupted: (signal: NodeJS.Signals) => void = () => this.stop(0),
    reload: () => boolean = () => false,
  ): void {
    let asked = false;
    const stop = (signal: NodeJS.Signals): void => {
      if (asked || this.#stopping) process.exit(EXIT_INTERRUPTED);
      asked = true;
      interrupted(signal);
    };
    const hangUp = (signal: NodeJS.Signals): void => {
      // A terminal that goes sends it from the shell and from the kernel, and logrotate does not know that this is the end.
      if (!asked && !this.#stopping && !reload()) stop(signal);
    };
    for (const signal of SIGNALS) process.on(signal, stop);
    process.on('SIGHUP', hangUp);
    const stay = setInterval(() => {}, STAY_MS);
    this.onClose(() => {
      clearInterval(stay);
      for (const signal of SIGNALS) process.off(signal, stop);
      process.off('SIGHUP', hangUp);
    });
  }

  /** Does something at each SIGUSR2, by which Node would end the process; nothing once the end was asked for. */
  onResetSignal(reset: () => void): void {
    const perform = (): void => {
      if (!this.#stopping) reset();
    };
    process.on('SIGUSR2', perform);
    this.onClose(() => void process.off('SIGUSR2', perform));
  }

  /** Lets go of everything. @throws the first failure, after everything was tried */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.#closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
