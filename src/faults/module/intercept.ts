import { errorCode } from '#at/codes';
import { mqttCode } from '#at/mqtt-codes';
import {
  type BeforePrompt,
  ERROR_BYTES,
  Failure,
  failure,
  isFailure,
  OK_BYTES,
  type Reply,
  type Success,
} from '#at/reply';
import type { Intercept } from '#at/session/session-options';
import { URCS } from '#at/urc';
import { message } from '#messages/message';
import type { Cancel, Timers } from '#time/timers';
import { escapedBytes } from '../escaped-text.ts';
import type { ActiveFault, FaultSet } from '../fault-set.ts';
import type { FaultParameters } from '../table.ts';

type Moment = FaultParameters<'module.resetDuring'>['moment'];
type Held = 'command' | 'data';

/** What ran or was taken is answered later. */
interface Waiting {
  readonly fault: ActiveFault<'module.busy'> | undefined;
  readonly run: () => void;
  cancel: Cancel;
}

/** What there is none of, as codes. */
const NO_MEMORY = {
  heap: mqttCode('MALLOC_FAILED'),
  semaphore: mqttCode('CREATE_SEMA_FAILED'),
  eventGroup: mqttCode('CREATE_EVENT_GROUP_FAILED'),
} as const;

const LINE_END = Buffer.from('\r\n');
/** What comes between OK and the prompt where nothing else is asked for. */
const MESSAGE = URCS.mqttReceived.bytes(0, Buffer.from('atmqtt/fault'), 7, Buffer.from('between'));

/** Stands before the commands of one module: has them wait, answers for them, resets the module while they run. */
export class CommandFaults {
  readonly #faults: FaultSet;
  readonly #timers: Timers;
  readonly #reset: () => void;
  /** What is to happen unless the module stops before. */
  readonly #waiting = new Set<Waiting>();

  /** @param reset resets the module, as its reset line does */
  constructor(faults: FaultSet, timers: Timers, reset: () => void) {
    this.#faults = faults;
    this.#timers = timers;
    this.#reset = reset;
    faults.handle('module.busy', {
      ends: (fault, why) => {
        if (why === 'removed') this.#goOn((waiting) => waiting === fault);
      },
      cleared: () => this.#goOn((waiting) => waiting !== undefined),
    });
  }

  readonly intercept: Intercept = (line, run) => {
    const held = this.#busy(line, 'command');
    return held === undefined ? this.#begin(line, run) : this.#hold(held, () => this.#begin(line, run));
  };

  /** The module stops: a command that waits does not run any more. */
  stopped(): void {
    for (const { cancel } of this.#waiting) cancel();
    this.#waiting.clear();
  }

  #begin(line: string, run: () => Reply | Promise<Reply>): Reply | Promise<Reply> {
    const reset = this.#resets(line, 'start');
    if (reset !== undefined && reset.time === undefined) return this.#resetNow();
    if (reset?.time !== undefined) this.#resetLater(reset.time);
    const lack = this.#faults.take(
      'module.noMemory',
      ({ command }) => command !== undefined && isOf(line, command),
    );
    if (lack !== undefined) {
      return failure(NO_MEMORY[lack.parameters.what], message('faults.noMemory', lack.parameters));
    }
    const answer = this.#faults.take('module.answer', (asked) => !asked.run && concerns(line, asked));
    if (answer !== undefined) return inPlaceOf(undefined, answer.parameters.answer);
    return this.#answered(line, run());
  }

  /** What becomes of what a command answers, now or later. */
  #answered(line: string, reply: Reply | Promise<Reply>): Reply | Promise<Reply> {
    if (reply instanceof Promise) return reply.then((settled) => this.#answered(line, settled));
    if (!isFailure(reply) && 'data' in reply) return this.#dataPhase(line, reply);
    const reset = this.#resets(line, 'answer');
    if (reset !== undefined && reset.time === undefined) return this.#resetNow();
    if (reset?.time !== undefined) this.#resetLater(reset.time);
    const answer = this.#faults.take('module.answer', (asked) => asked.run && concerns(line, asked));
    return answer === undefined ? reply : inPlaceOf(reply, answer.parameters.answer);
  }

  #dataPhase(line: string, { data }: Extract<Reply, { data: unknown }>): Reply {
    const reset = this.#resets(line, 'data');
    if (reset !== undefined) this.#resetLater(reset.time ?? 0);
    const complete = (bytes: Buffer): Reply | Promise<Reply> => {
      const run = (): Reply | Promise<Reply> => this.#answered(line, data.complete(bytes));
      const held = this.#busy(line, 'data');
      return held === undefined ? run() : this.#hold(held, run);
    };
    const message = this.#faults.take('uart.messageBeforePrompt', (asked) => concerns(line, asked));
    return {
      data: { length: data.length, complete, abandoned: (reason) => data.abandoned(reason) },
      ...(message === undefined ? {} : { beforePrompt: beforePrompt(message.parameters) }),
    };
  }

  #busy(line: string, held: Held): ActiveFault<'module.busy'> | undefined {
    return this.#faults.take('module.busy', (asked) => asked.holds === held && concerns(line, asked));
  }

  #resets(line: string, moment: Moment): FaultParameters<'module.resetDuring'> | undefined {
    const fits = (asked: FaultParameters<'module.resetDuring'>): boolean =>
      asked.moment === moment && concerns(line, asked);
    return this.#faults.take('module.resetDuring', fits)?.parameters;
  }

  #hold(fault: ActiveFault<'module.busy'>, run: () => Reply | Promise<Reply>): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.#later(fault.parameters.time, fault, () => {
        try {
          resolve(run());
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  /** Resets once what is being read is read. @returns never settles */
  async #resetNow(): Promise<Reply> {
    await undefined;
    this.#reset();
    return new Promise(() => {});
  }

  #resetLater(ms: number): void {
    this.#later(ms, undefined, this.#reset);
  }

  #later(ms: number, fault: Waiting['fault'], run: () => void): void {
    const happens = (): void => {
      this.#waiting.delete(waiting);
      run();
    };
    const waiting: Waiting = { fault, run: happens, cancel: this.#timers.after(ms, happens) };
    this.#waiting.add(waiting);
  }

  /** What waits does so no longer, where the fault is one of those. */
  #goOn(which: (fault: Waiting['fault']) => boolean): void {
    for (const waiting of [...this.#waiting]) {
      if (!which(waiting.fault)) continue;
      waiting.cancel();
      waiting.run();
    }
  }
}

function beforePrompt(asked: FaultParameters<'uart.messageBeforePrompt'>): BeforePrompt {
  if (asked.wait !== undefined) return { waitMs: asked.wait };
  if (asked.text === undefined) return { urc: MESSAGE };
  const text = escapedBytes(asked.text);
  const ended = text.subarray(-LINE_END.length).equals(LINE_END);
  return { urc: ended ? text : Buffer.concat([text, LINE_END]) };
}

function concerns(line: string, { command }: { readonly command?: string | undefined }): boolean {
  return command === undefined || isOf(line, command);
}

/** Whether a line is of the command; letter case counts for nothing, as in the AT language. */
function isOf(line: string, command: string): boolean {
  const [said, wanted] = [line.toUpperCase(), command.toUpperCase()];
  if (wanted.endsWith('*')) return said.startsWith(wanted.slice(0, -1));
  // AT+MQTTPUB is not AT+MQTTPUBRAW.
  const whole = /^[A-Z+\d_]*$/.test(wanted) ? /^(?:[^A-Z+\d_]|$)/ : /^/;
  return said.startsWith(wanted) && whole.test(said.slice(wanted.length));
}

/** @param reply what the command answered, where it ran */
function inPlaceOf(reply: Success | Failure | undefined, answer: string): Reply {
  if (reply !== undefined && !isFailure(reply)) return { ...reply, bytes: answerBytes(answer) };
  const reason = message('faults.answered', { answer });
  if (answer === 'ERROR') return new Failure([], reason);
  if (answer === 'busy') return failure(errorCode('busy'), reason, { instead: answerBytes(answer) });
  return { bytes: answerBytes(answer) };
}

function answerBytes(answer: string): Buffer {
  switch (answer) {
    case 'OK':
      return OK_BYTES;
    case 'ERROR':
      return ERROR_BYTES;
    case 'busy':
      return URCS.busy.bytes();
    case 'nothing':
      return Buffer.alloc(0);
    default:
      return escapedBytes(answer);
  }
}
