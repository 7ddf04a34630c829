import { message } from '#messages/message';
import type { PortEvents } from '../port.ts';
import { DEFAULT_LINE, isBaud, type LineSettings, type SerialLine } from '../serial-line.ts';
import {
  CONTROL,
  type ComPortMessage,
  type ComPortName,
  decodeComPort,
  encodeComPort,
  LINE_IDLE,
  MODEM_STATE,
  PARITY,
  STOP_BITS,
} from './com-port.ts';

const ALL = 255;
/** The module is always there and ready. */
const MODEM_STATE_NOW = MODEM_STATE.clearToSend | MODEM_STATE.dataSetReady | MODEM_STATE.carrier;
const SIGNATURE = 'atmqtt';
const PURGE_FROM_LINE = 1;
const PURGE_BOTH = 3;

export interface AccessServerParts {
  /** The client, as log lines name it. */
  readonly name: string;
  readonly notice: PortEvents['notice'];
  /** Sends the body of a subnegotiation. */
  send(body: Uint8Array): void;
  /** Keeps what the module says back, until it may go again. */
  hold(held: boolean): void;
  /** Throws away what is held. */
  purge(): void;
  /** The client has switched a line on. @returns whether anybody wants to know */
  switchedOn?(line: 'dtr' | 'rts' | 'break'): boolean;
}

/** A state that a client switches: the values of `control` that ask, switch on and switch off. */
type Switch = {
  readonly name: string;
  readonly line: 'dtr' | 'rts' | 'break';
  readonly ask: number;
  readonly on: number;
  readonly off: number;
};
const SWITCHES: readonly Switch[] = [
  { name: 'BREAK', line: 'break', ask: CONTROL.askBreak, on: CONTROL.breakOn, off: CONTROL.breakOff },
  { name: 'DTR', line: 'dtr', ask: CONTROL.askDtr, on: CONTROL.dtrOn, off: CONTROL.dtrOff },
  { name: 'RTS', line: 'rts', ask: CONTROL.askRts, on: CONTROL.rtsOn, off: CONTROL.rtsOff },
];
/** Ways to hold a side back that a client may choose; the connection itself is what holds back. */
const FLOWS = [
  { ask: CONTROL.askFlow, values: [CONTROL.flowNone, CONTROL.flowXonXoff, CONTROL.flowHardware] },
  {
    ask: CONTROL.askInboundFlow,
    values: [CONTROL.inboundFlowNone, CONTROL.inboundFlowXonXoff, CONTROL.inboundFlowHardware],
  },
] as const;

/**
 * The server's side of RFC 2217 for one client, with the module's UART in place of a serial device. Each
 * request is answered with the value in effect; a value that no module's line can have changes nothing.
 */
export class AccessServer implements SerialLine {
  readonly #parts: AccessServerParts;
  /** How the module's end of the line is set. */
  #module: LineSettings = DEFAULT_LINE;
  /** What the client has set, in numbers of RFC 2217; what it has not set is as the module has it. */
  readonly #client = new Map<ComPortName, number>();
  /** The values of `control` in effect, by the one that asks for it. */
  readonly #control = new Map<number, number>();
  readonly #masks = { lineStateMask: 0, modemStateMask: ALL };
  /** One end has changed its speed since the two were compared. */
  #changed = false;

  constructor(parts: AccessServerParts) {
    this.#parts = parts;
  }

  get settings(): LineSettings {
    return this.#module;
  }

  farBaud(): number | undefined {
    return this.#client.get('baud');
  }

  /** The module's end of the line; the client hears nothing of it, as over a wire. */
  async set(settings: LineSettings): Promise<void> {
    this.#changed ||= settings.baud !== this.#module.baud;
    this.#module = settings;
  }

  /** The client speaks of serial lines. */
  agreed(): void {
    this.#send({ name: 'modemState', value: MODEM_STATE_NOW & this.#masks.modemStateMask });
  }

  /** The client has sent data. Compared only now, since it follows the module to a new speed a little later. */
  heard(): void {
    this.#compare();
  }

  /** Handles the body of a subnegotiation; what RFC 2217 does not know stays without an answer. */
  receive(body: Uint8Array): void {
    const request = decodeComPort(body);
    if (request === undefined || request.from === 'server') return;
    if (request.name !== 'signature') this.#handle(request.name, request.value);
    else if (request.text === '')
      this.#parts.send(encodeComPort({ ...request, from: 'server', text: SIGNATURE }));
    else
      this.#parts.notice(
        'info',
        message('ports.clientSignature', { name: this.#parts.name, signature: request.text }),
      );
  }

  #handle(name: ComPortName, value: number): void {
    switch (name) {
      case 'baud':
        return this.#setBaud(value);
      case 'dataBits':
        return this.#setValue(name, value, [5, 6, 7, 8], this.#module.dataBits);
      case 'parity':
        return this.#setValue(name, value, Object.values(PARITY), PARITY[this.#module.parity]);
      case 'stopBits':
        return this.#setValue(name, value, Object.values(STOP_BITS), STOP_BITS[this.#module.stopBits]);
      case 'control':
        return this.#setControl(value);
      case 'lineState':
        return this.#send({ name, value: LINE_IDLE });
      case 'modemState':
        return this.#send({ name, value: MODEM_STATE_NOW });
      case 'lineStateMask':
      case 'modemStateMask':
        this.#masks[name] = value;
        return this.#send({ name, value });
      case 'suspend':
      case 'resume':
        this.#parts.hold(name === 'suspend');
        return this.#send({ name, value: 0 });
      case 'purge':
        // The other way nothing waits here: what the module has not taken yet, its own buffer holds.
        if (value === PURGE_FROM_LINE || value === PURGE_BOTH) this.#parts.purge();
        return this.#send({ name, value });
    }
  }

  #setBaud(value: number): void {
    const before = this.#client.get('baud');
    this.#setValue('baud', value, isBaud(value) ? [value] : [], this.#module.baud);
    if (this.#client.get('baud') === before) return;
    this.#changed = true;
    this.#compare();
  }

  #setValue(name: ComPortName, value: number, allowed: readonly number[], otherwise: number): void {
    if (allowed.includes(value)) this.#client.set(name, value);
    this.#send({ name, value: this.#client.get(name) ?? otherwise });
  }

  #setControl(value: number): void {
    const name = 'control';
    const flow = FLOWS.find(({ ask, values }) => value === ask || values.some((each) => each === value));
    if (flow !== undefined) {
      if (value !== flow.ask) this.#control.set(flow.ask, value);
      return this.#send({ name, value: this.#control.get(flow.ask) ?? flow.values[0] });
    }
    const found = SWITCHES.find(({ ask, on, off }) => [ask, on, off].includes(value));
    if (found === undefined) {
      // Flow control by DCD, DTR or DSR, which no module has.
      return this.#send({ name, value: this.#control.get(CONTROL.askFlow) ?? CONTROL.flowNone });
    }
    const before = this.#control.get(found.ask) ?? found.off;
    const now = value === found.ask ? before : value;
    this.#control.set(found.ask, now);
    this.#send({ name, value: now });
    if (now === before) return;
    const on = now === found.on;
    if (on && this.#parts.switchedOn?.(found.line) === true) return;
    this.#parts.notice(
      'info',
      message('ports.lineSwitched', { name: this.#parts.name, line: found.name, on }),
    );
  }

  #compare(): void {
    const baud = this.#client.get('baud');
    if (!this.#changed || baud === undefined) return;
    this.#changed = false;
    if (baud === this.#module.baud) return;
    const speeds = { name: this.#parts.name, client: baud, module: this.#module.baud };
    this.#parts.notice('warn', message('ports.speedsDiffer', speeds));
  }

  #send(state: { readonly name: ComPortName; readonly value: number }): void {
    const answer: ComPortMessage = { from: 'server', ...state };
    this.#parts.send(encodeComPort(answer));
  }
}
