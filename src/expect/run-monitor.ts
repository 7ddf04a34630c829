import type { Writable } from 'node:stream';
import type { Endpoints } from '#app/endpoints';
import { UsageError } from '#errors/usage-error';
import { type Message, message, textOf } from '#messages/message';
import { joinObservers } from '#module/join-observers';
import type { CompatEvent, ModuleObserver } from '#module/observer';
import type { ProgramEnd } from '#ports/process/program-end';
import type { Clock } from '#time/clock';
import type { CompatReport } from './compat-report.ts';
import { EventStream } from './event-stream.ts';
import type { NewEvent } from './events.ts';
import { Expectations } from './expectations.ts';
import type { PortPrograms } from './expected.ts';
import { HostProgram } from './host-program.ts';
import { moduleEvents, type TellEvent } from './module-events.ts';
import type { MonitorOptions } from './monitor-options.ts';
import { type MonitorPlan, planMonitor } from './monitor-plan.ts';
import { type ControlAccess, environmentFor } from './program-environment.ts';
import type { Verdict } from './verdict.ts';

/** Milliseconds that the reader of events gets to take the last ones. */
const LAST_EVENTS_MS = 1000;

/** What a monitor needs of the program it is part of. */
export interface RunMonitorParts {
  readonly options: MonitorOptions;
  readonly clock: Clock;
  readonly env: NodeJS.ProcessEnv;
  /** What modules were kinder in than genuine ones. */
  readonly compat: CompatReport;
  /** Hears of programs that begin and end, and of the verdict. */
  also?: TellEvent<NewEvent>;
  /** Asks for the end of the run. */
  stop(code: number): void;
  /** Tells a person why the run failed, with the last lines of the traffic. */
  tellFailure(reason: Message, lastLines: readonly string[]): void;
}

/** What looks on at a run: tells its events, runs a host program, and has it decided how it comes out. */
export class RunMonitor {
  readonly #parts: RunMonitorParts;
  readonly #plan: MonitorPlan;
  #expectations: Expectations | undefined;
  readonly #startedAt: number;
  /** Events from before the ready line. */
  readonly #early: NewEvent[] = [];
  #events: EventStream | undefined;
  #program: HostProgram | undefined;
  #begun = false;

  /** @throws UsageError when an option cannot be understood */
  constructor(parts: RunMonitorParts) {
    this.#parts = parts;
    this.#plan = planMonitor(parts.options);
    this.#startedAt = parts.clock.wall();
  }

  /**
   * It is known which programs are hosts. A run that has no other hosts has a verdict, whatever the options say.
   * @throws UsageError when there is nothing to report
   */
  prepare(portPrograms: PortPrograms): void {
    const { judged, junit } = this.#plan;
    if (judged || portPrograms.alone) {
      const decided = (verdict: Verdict): void => this.#decided(verdict);
      const { clock, compat } = this.#parts;
      const strictFailure = (): Message | undefined => compat.failure;
      this.#expectations = new Expectations({ ...this.#plan, portPrograms, clock, strictFailure, decided });
    } else if (junit !== undefined) throw new UsageError(message('expect.nothingToReport'));
  }

  /** Whether the run has a verdict. */
  get judged(): boolean {
    return this.#expectations !== undefined;
  }

  /** Who looks on at a module; only what is asked for is made. */
  observerFor(module: string): ModuleObserver {
    const observer: ModuleObserver = {};
    const { expect, fail, timeoutMs, junit, json } = this.#plan;
    const expectations = this.#expectations;
    if (
      expectations !== undefined &&
      (expect.length + fail.length > 0 || timeoutMs !== undefined || junit !== undefined)
    ) {
      observer.traffic = (event) => expectations.traffic(module, event);
    }
    return json
      ? joinObservers(
          observer,
          moduleEvents(module, (event) => this.#tell(event)),
        )
      : observer;
  }

  /** Who looks on at the faults of the embedded broker. */
  get brokerObserver(): Pick<ModuleObserver, 'fault'> | undefined {
    return this.#plan.json ? { fault: (event) => this.#tell({ event: 'fault', ...event }) } : undefined;
  }

  /**
   * Everything is up and the ready line is out.
   * @param output where events go: behind the ready line
   * @param control where the control plane is, for the program
   */
  begin(endpoints: Endpoints, output: Writable, control?: ControlAccess): void {
    const { command, json } = this.#plan;
    this.#begun = true;
    if (json) {
      const { clock } = this.#parts;
      const gone = (): void => this.#readerGone();
      this.#events = new EventStream({ stream: output, clock, gone });
      for (const event of this.#early.splice(0)) this.#events.write(event);
    }
    // The boot alone may have decided it.
    if (this.#expectations?.verdict !== undefined) return;
    this.#expectations?.begin();
    if (command !== undefined) this.#run(command, environmentFor(endpoints, this.#parts.env, control));
  }

  /** @throws UsageError when a program could not have the standard streams */
  refuseStdio(): void {
    if (this.#plan.command === undefined) return;
    throw new UsageError(message('expect.stdioTwice'));
  }

  /** The host on standard input has gone. */
  hostGone(): void {
    // How a program of --exec ends decides more.
    if (this.#program?.running === true) return;
    if (this.#expectations !== undefined) this.#expectations.hostGone();
    else this.#parts.stop(0);
  }

  /** The program of an exec port has ended. */
  portProgramEnded(module: string, command: string, end: ProgramEnd): void {
    this.#tellOfRun({ event: 'exec', module, command, code: end.code });
    this.#expectations?.portProgramEnded(module, command, end);
  }

  /** A module was kinder than a genuine one; the first time in each way. */
  compat(module: string, { rule, reason }: CompatEvent): void {
    this.#tell({ event: 'compat', module, rule, why: textOf(reason) });
  }

  /** A signal came. A program gets it first, and then decides how the run comes out. */
  interrupted(signal: NodeJS.Signals): void {
    if (this.#program?.running === true) return this.#program.interrupt(signal);
    if (this.#expectations !== undefined) return this.#expectations.interrupted(signal);
    this.#parts.stop(0);
  }

  /** Ends the program, while the modules it speaks to are still there. */
  async endProgram(): Promise<void> {
    await this.#program?.end();
  }

  /**
   * Writes the report and sees the last events off. Of a run that did not begin there is nothing to tell here.
   * @throws UsageError when the report cannot be written
   */
  async finish(): Promise<void> {
    if (!this.#begun && this.#expectations?.verdict === undefined) return;
    const { junit } = this.#plan;
    const expectations = this.#expectations;
    try {
      if (junit !== undefined && expectations !== undefined) {
        // Its libraries are not on the way of a start.
        const { writeJunit } = await import('./junit.ts');
        await writeJunit(junit, {
          cases: expectations.testCases(),
          traffic: expectations.trafficLog.lines,
          startedAt: this.#startedAt,
          compat: this.#parts.compat,
        });
      }
    } finally {
      this.#tellFailure();
      await this.#events?.flush(LAST_EVENTS_MS);
    }
  }

  #run(command: string, env: NodeJS.ProcessEnv): void {
    const program = new HostProgram({
      command,
      env,
      quietOutput: this.#plan.json,
      keepsLastLines: this.#plan.junit !== undefined,
      timers: this.#parts.clock,
      ended: (end) => {
        this.#tellOfRun({ event: 'exec', command, code: end.code });
        this.#expectations?.programEnded(end);
      },
    });
    this.#program = program;
    if (program.pid !== undefined) this.#tellOfRun({ event: 'exec', command, pid: program.pid });
  }

  #tellOfRun(event: NewEvent, told?: Message): void {
    this.#parts.also?.(event, told);
    this.#tell(event);
  }

  #tell(event: NewEvent): void {
    if (!this.#plan.json) return;
    if (this.#events === undefined) this.#early.push(event);
    else this.#events.write(event);
  }

  #readerGone(): void {
    if (this.#program?.running === true) return this.#program.interrupt('SIGTERM');
    this.interrupted('SIGPIPE');
  }

  #decided(verdict: Verdict): void {
    this.#tellVerdict(verdict);
    this.#parts.stop(verdict.code);
  }

  #tellVerdict({ code, reason, traffic }: Verdict): void {
    const why = reason && { why: textOf(reason) };
    this.#tellOfRun({ event: 'verdict', code, ...why, ...(traffic && { traffic: [...traffic] }) }, reason);
  }

  /** Last of all, below what the program has printed and the terminal has shown. */
  #tellFailure(): void {
    const { reason, traffic = [] } = this.#expectations?.verdict ?? {};
    if (reason !== undefined && !this.#plan.json) this.#parts.tellFailure(reason, traffic);
  }
}
