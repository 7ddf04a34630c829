import type { ModuleWatcher } from '#app/run-context';
import { reasonOf } from '#errors/atmqtt-error';
import { moduleEvents } from '#expect/module-events';
import { type Message, textOf } from '#messages/message';
import { joinObservers } from '#module/join-observers';
import type { CompatEvent, ModuleObserver } from '#module/observer';
import type { DialRoute } from '#module/platform';
import type { StepEvent } from '#mqtt/observe';
import { formatHostPort } from '#net/host-port';
import { type ConnectionListener, joinConnectionListeners, watchDial } from '#trace/watch-dial';
import type { LiveRecording } from '../recording/live-recording.ts';
import { cut } from './cut.ts';
import type { EventLog } from './event-log.ts';
import type { NewControlEvent } from './events.ts';
import { packetFacts } from './packet-event.ts';
import { rawOf } from './raw-bytes.ts';

/** Looks on at all modules, and has it in the log of events; secrets are masked before they come here. */
export class EventRecorder implements ModuleWatcher {
  readonly #log: EventLog;
  readonly #recording: LiveRecording | undefined;

  /** @param recording looks on too */
  constructor(log: EventLog, recording?: LiveRecording) {
    this.#log = log;
    this.#recording = recording;
  }

  observer(module: string): ModuleObserver {
    const tell = (event: NewControlEvent, told?: Message): void => this.#log.add({ ...event, ...made(told) });
    return joinObservers(this.#recording?.observer(module), moduleEvents(module, tell), {
      traffic: ({ host, shown, bytes, data, urc, counted }) =>
        tell(
          {
            ...{ event: 'traffic', module, from: host === undefined ? 'module' : 'host' },
            ...(host !== undefined && { host }),
            ...{ text: cut(shown), bytes: bytes.length },
            ...(data && { data }),
            ...(urc && { urc }),
            ...(counted === undefined && rawOf(bytes, shown)),
          },
          counted,
        ),
      wifi: (event) => tell({ event: 'wifi', module, ...event }),
      clockSet: (ms) => tell({ event: 'clock', module, clock: dateOf(ms) }),
      power: (phase) => tell({ event: 'power', module, phase }),
    });
  }

  /** Looks on at the faults of the embedded broker. */
  readonly brokerObserver: Pick<ModuleObserver, 'fault'> = {
    fault: (event) => this.#log.add({ event: 'fault', ...event }),
  };

  /** Something of the run itself; of the command line of a program, which may hold a secret, only the program. */
  run(event: NewControlEvent, told?: Message): void {
    const shown = event.event === 'exec' ? { ...event, command: programOf(event.command) } : event;
    this.#log.add({ ...shown, ...made(told) });
  }

  /** A module was kinder than a genuine one; the first time in each way. */
  compat(module: string, { rule, reason }: CompatEvent): void {
    this.#log.add({ event: 'compat', module, rule, why: textOf(reason), ...made(reason) });
  }

  dial(module: string, dial: DialRoute): DialRoute {
    return watchDial(dial, (route, link) => {
      const { host, port } = route;
      const told = this.#connection(module, link ?? 0, formatHostPort({ host, port }));
      const recorded = this.#recording?.connection(module, route, link);
      return recorded === undefined ? told : joinConnectionListeners(recorded, told);
    });
  }

  #connection(module: string, link: number, address: string): ConnectionListener {
    const of = { event: 'connection', module, link, address } as const;
    const tell = (event: NewControlEvent): void => this.#log.add(event);
    tell({ ...of, phase: 'dials' });
    return {
      step: (event) => tell({ ...of, ...foundBy(event) }),
      opened: () => tell({ ...of, phase: 'open' }),
      packet: (direction, bytes, headerBytes) =>
        tell({ event: 'packet', module, link, ...packetFacts(direction, bytes, headerBytes) }),
      foreign: (direction) =>
        tell({ ...of, phase: 'foreign', detail: { direction: direction === '>' ? 'sent' : 'received' } }),
      dropped: () => tell({ ...of, phase: 'closed' }),
      closed: (error) => tell({ ...of, phase: 'closed', ...(error !== undefined && reasonIn(error)) }),
    };
  }
}

/** What was found out on the way to a broker. */
function foundBy(event: StepEvent) {
  const { step, found, ...detail } = event;
  switch (found) {
    case 'address':
    case 'attempt':
      return { phase: found, detail } as const;
    case 'verification':
      return { phase: 'verified', detail } as const;
    default:
      return { phase: step, detail } as const;
  }
}

/** What a text of an event is made of, for who tells it in another language. */
function made(told: Message | undefined) {
  return told && { key: told.key, params: told.params };
}

function reasonIn(error: Error) {
  const reason = reasonOf(error);
  return { reason: textOf(reason), ...made(reason) };
}

/** The first word, unless it may be more than the name of a file. */
function programOf(command: string): string {
  const [first = '', ...more] = command.trim().split(/\s+/);
  return /^[\w./-]+$/.test(first) ? [first, ...(more.length > 0 ? ['…'] : [])].join(' ') : '…';
}

/** A fault or a command may set any time. */
function dateOf(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString();
}
