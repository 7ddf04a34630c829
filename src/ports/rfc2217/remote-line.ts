import { type Message, message } from '#messages/message';
import { systemTimers, type Timers } from '#time/timers';
import { PortError } from '../errors.ts';
import type { LineSettings } from '../serial-line.ts';
import { CONTROL, type ComPortName, decodeComPort, encodeComPort, PARITY, STOP_BITS } from './com-port.ts';

/** Milliseconds that an access server has for its answers. */
export const ANSWER_LIMIT_MS = 3000;

export interface RemoteLineParts {
  /** The access server, as log lines name it. */
  readonly name: string;
  /** Sends the body of a subnegotiation. */
  send(body: Uint8Array): void;
  /** Does something after the data written so far, and before what is written later. */
  between(work: () => Promise<void>): Promise<void>;
  /** Keeps data back, until the server takes it again. */
  hold(held: boolean): void;
  readonly timers?: Timers;
}

type Request = { readonly name: ComPortName; readonly value: number; readonly setting: Message };
type Waiting = { readonly name: ComPortName; answer(value: number | undefined): void };

/** The client's side of RFC 2217: sets the line that an access server has. */
export class RemoteLine {
  readonly #parts: RemoteLineParts;
  readonly #timers: Timers;
  #waiting: Waiting[] = [];
  #gone = false;

  constructor(parts: RemoteLineParts) {
    this.#parts = parts;
    this.#timers = parts.timers ?? systemTimers;
  }

  /**
   * Sets the line and waits until the server has said that it is so. When the server goes meanwhile there is
   * nothing left to set, and no failure.
   * @throws PortError `LINE` when the server answers otherwise or not in time
   */
  set(settings: LineSettings): Promise<void> {
    return this.#parts.between(() => this.#apply(requestsFor(settings)));
  }

  /** Handles the body of a subnegotiation. */
  receive(body: Uint8Array): void {
    const answer = decodeComPort(body);
    if (answer === undefined || answer.name === 'signature') return;
    if (answer.name === 'suspend') this.#parts.hold(true);
    else if (answer.name === 'resume') this.#parts.hold(false);
    const found = this.#waiting.find(({ name }) => name === answer.name);
    if (answer.from === 'server') found?.answer(answer.value);
  }

  /** The server has gone. */
  close(): void {
    this.#gone = true;
    for (const { answer } of this.#waiting) answer(undefined);
  }

  async #apply(requests: readonly Request[]): Promise<void> {
    // All are on their way before the first answer is awaited.
    const answers = requests.map((request) => this.#ask(request));
    for (const [index, { value, setting }] of requests.entries()) {
      const answer = await answers[index];
      if (this.#gone) return;
      const { name } = this.#parts;
      if (answer === undefined) {
        const seconds = ANSWER_LIMIT_MS / 1000;
        throw new PortError('LINE', message('ports.lineNotConfirmed', { name, setting, seconds }));
      }
      if (answer !== value)
        throw new PortError('LINE', message('ports.lineNotSet', { name, setting, answer }));
    }
  }

  #ask({ name, value }: Request): Promise<number | undefined> {
    return new Promise((resolve) => {
      const waiting: Waiting = {
        name,
        answer: (answer) => {
          cancel();
          this.#waiting = this.#waiting.filter((each) => each !== waiting);
          resolve(answer);
        },
      };
      const cancel = this.#timers.after(ANSWER_LIMIT_MS, () => waiting.answer(undefined));
      this.#waiting.push(waiting);
      this.#parts.send(encodeComPort({ from: 'client', name, value }));
    });
  }
}

const FLOW: Readonly<Record<LineSettings['flowControl'], readonly number[]>> = {
  none: [CONTROL.flowNone],
  // The first value is for both ways, the second then for what comes from the line.
  rts: [CONTROL.flowNone, CONTROL.inboundFlowHardware],
  cts: [CONTROL.flowHardware, CONTROL.inboundFlowNone],
  rtscts: [CONTROL.flowHardware],
};

function requestsFor(settings: LineSettings): Request[] {
  const { baud, dataBits, parity, stopBits, flowControl } = settings;
  return [
    { name: 'baud', value: baud, setting: message('ports.speed', { baud }) },
    { name: 'dataBits', value: dataBits, setting: message('ports.dataBits', { bits: dataBits }) },
    { name: 'parity', value: PARITY[parity], setting: message('ports.parity', { parity }) },
    { name: 'stopBits', value: STOP_BITS[stopBits], setting: message('ports.stopBits', { bits: stopBits }) },
    ...FLOW[flowControl].map(
      (value): Request => ({
        name: 'control',
        value,
        setting: message('ports.flowControl', { flowControl }),
      }),
    ),
  ];
}
