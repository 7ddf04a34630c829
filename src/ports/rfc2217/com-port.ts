import type { LineSettings } from '../serial-line.ts';

/** Commands of a client (RFC 2217); a server answers with 100 more. */
const CODES = {
  signature: 0,
  baud: 1,
  dataBits: 2,
  parity: 3,
  stopBits: 4,
  control: 5,
  lineState: 6,
  modemState: 7,
  suspend: 8,
  resume: 9,
  lineStateMask: 10,
  modemStateMask: 11,
  purge: 12,
} as const;
const FROM_SERVER = 100;
const NAMES: ReadonlyMap<number, keyof typeof CODES> = new Map(
  Object.entries(CODES).map(([name, code]) => [code, name as keyof typeof CODES]),
);

/** Commands that carry a number. */
export type ComPortName = Exclude<keyof typeof CODES, 'signature'>;

/** What one side tells the other about the serial line. */
export type ComPortMessage =
  | { readonly from: 'client' | 'server'; readonly name: 'signature'; readonly text: string }
  /** A value of 0 asks in most of them, and stands where a command has none. */
  | { readonly from: 'client' | 'server'; readonly name: ComPortName; readonly value: number };

/** Reads the body of a subnegotiation; undefined when it is none that RFC 2217 knows. */
export function decodeComPort(body: Uint8Array): ComPortMessage | undefined {
  const [code, ...rest] = body;
  if (code === undefined) return undefined;
  const from = code >= FROM_SERVER ? 'server' : 'client';
  const name = NAMES.get(from === 'server' ? code - FROM_SERVER : code);
  if (name === undefined) return undefined;
  if (name === 'signature') return { from, name, text: Buffer.from(rest).toString('latin1') };
  if (name === 'baud') {
    return rest.length < 4 ? undefined : { from, name, value: Buffer.from(rest).readUInt32BE() };
  }
  const [value] = rest;
  if (value !== undefined) return { from, name, value };
  return HAS_NO_VALUE.includes(name) ? { from, name, value: 0 } : undefined;
}

/** A client asks for the two states without a value. */
const HAS_NO_VALUE: readonly ComPortName[] = ['suspend', 'resume', 'lineState', 'modemState'];

/** The body of a subnegotiation. */
export function encodeComPort(message: ComPortMessage): Uint8Array {
  const code = CODES[message.name] + (message.from === 'server' ? FROM_SERVER : 0);
  if (message.name === 'signature') return Uint8Array.of(code, ...Buffer.from(message.text, 'latin1'));
  if (message.name === 'suspend' || message.name === 'resume') return Uint8Array.of(code);
  if (message.name !== 'baud') return Uint8Array.of(code, message.value);
  const body = Buffer.alloc(5);
  body.writeUInt8(code);
  body.writeUInt32BE(message.value, 1);
  return body;
}

/** RFC 2217's numbers for a line's settings. */
export const PARITY: Readonly<Record<LineSettings['parity'], number>> = { none: 1, odd: 2, even: 3 };
export const STOP_BITS: Readonly<Record<LineSettings['stopBits'], number>> = { 1: 1, 2: 2, 1.5: 3 };

/** Values of `control`. Inbound means the way from the line to the client. */
export const CONTROL = {
  askFlow: 0,
  flowNone: 1,
  flowXonXoff: 2,
  flowHardware: 3,
  askBreak: 4,
  breakOn: 5,
  breakOff: 6,
  askDtr: 7,
  dtrOn: 8,
  dtrOff: 9,
  askRts: 10,
  rtsOn: 11,
  rtsOff: 12,
  askInboundFlow: 13,
  inboundFlowNone: 14,
  inboundFlowXonXoff: 15,
  inboundFlowHardware: 16,
} as const;

/** Bits of `modemState`. */
export const MODEM_STATE = { clearToSend: 16, dataSetReady: 32, ring: 64, carrier: 128 } as const;

/** Bits of `lineState` of a line that has nothing left to send. */
export const LINE_IDLE = 32 + 64;
