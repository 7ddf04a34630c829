import { COMMAND, IAC, type Verb } from './codes.ts';

/** What the other side sent, in its order. */
export type TelnetToken =
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  | { readonly type: 'command'; readonly code: number }
  | { readonly type: 'negotiation'; readonly verb: Verb; readonly option: number }
  | { readonly type: 'subnegotiation'; readonly option: number; readonly body: Uint8Array }
  /** Bytes that mean nothing, and were left out. */
  | { readonly type: 'garbage'; readonly what: Garbage };

/** Why bytes mean nothing: a command there is none of, a subnegotiation without an option, too long, or never ended. */
type Garbage = 'command' | 'empty' | 'too-long' | 'unended';

/** Longest body of a subnegotiation that is kept; those of RFC 2217 have a few bytes. */
const MAX_BODY_BYTES = 1024;
const VERBS: ReadonlyMap<number, Verb> = new Map([
  [COMMAND.WILL, 'WILL'],
  [COMMAND.WONT, 'WONT'],
  [COMMAND.DO, 'DO'],
  [COMMAND.DONT, 'DONT'],
]);

type State =
  | { readonly at: 'data' }
  | { readonly at: 'iac' }
  | { readonly at: 'verb'; readonly verb: Verb }
  | { readonly at: 'body'; readonly body: number[]; long: boolean; iac: boolean };

const DATA: State = { at: 'data' };
const AFTER_IAC: State = { at: 'iac' };

/**
 * Takes a telnet connection apart (RFC 854, 855), however its bytes were cut into chunks. It never throws.
 * Data is passed on as it is: CR NUL stays CR NUL, since a module's line has eight clean bits.
 */
export class TelnetDecoder {
  #state: State = DATA;

  decode(chunk: Uint8Array): TelnetToken[] {
    const tokens: TelnetToken[] = [];
    // Room for every byte that turns out to be data.
    const data = new Uint8Array(chunk.length);
    let start = 0;
    let end = 0;
    const emit = (token: TelnetToken): void => {
      if (end > start) tokens.push({ type: 'data', bytes: data.subarray(start, end) });
      start = end;
      tokens.push(token);
    };
    for (let from = 0; from < chunk.length; ) {
      if (this.#state.at === 'data') {
        const found = chunk.indexOf(IAC, from);
        const to = found < 0 ? chunk.length : found;
        data.set(chunk.subarray(from, to), end);
        end += to - from;
        from = to + 1;
        if (found >= 0) this.#state = AFTER_IAC;
      } else {
        const byte = chunk[from++] as number;
        if (this.#step(byte, emit)) data[end++] = byte;
      }
    }
    if (end > start) tokens.push({ type: 'data', bytes: data.subarray(start, end) });
    return tokens;
  }

  /** Takes a byte that is no plain data. @returns whether it is data all the same, an IAC that was doubled */
  #step(byte: number, emit: (token: TelnetToken) => void): boolean {
    const state = this.#state;
    switch (state.at) {
      case 'iac':
        return this.#afterIac(byte, emit);
      case 'verb':
        this.#state = DATA;
        emit({ type: 'negotiation', verb: state.verb, option: byte });
        return false;
      case 'body':
        this.#inBody(state, byte, emit);
        return false;
      case 'data':
        return true;
    }
  }

  #afterIac(byte: number, emit: (token: TelnetToken) => void): boolean {
    const verb = VERBS.get(byte);
    if (verb !== undefined) {
      this.#state = { at: 'verb', verb };
    } else if (byte === COMMAND.SB) {
      this.#state = { at: 'body', body: [], long: false, iac: false };
    } else {
      this.#state = DATA;
      if (byte === IAC) return true;
      if (byte > COMMAND.SE) emit({ type: 'command', code: byte });
      else emit({ type: 'garbage', what: 'command' });
    }
    return false;
  }

  #inBody(state: Extract<State, { at: 'body' }>, byte: number, emit: (token: TelnetToken) => void): void {
    if (!state.iac && byte === IAC) {
      state.iac = true;
    } else if (!state.iac || byte === IAC) {
      state.iac = false;
      if (state.body.length <= MAX_BODY_BYTES) state.body.push(byte);
      else state.long = true;
    } else if (byte === COMMAND.SE) {
      this.#state = DATA;
      const [option, ...body] = state.body;
      if (state.long) emit({ type: 'garbage', what: 'too-long' });
      else if (option === undefined) emit({ type: 'garbage', what: 'empty' });
      else emit({ type: 'subnegotiation', option, body: Uint8Array.from(body) });
    } else {
      // It was never ended; what has come now begins something new.
      emit({ type: 'garbage', what: 'unended' });
      this.#afterIac(byte, emit);
    }
  }
}
