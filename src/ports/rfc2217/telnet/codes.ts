/** Interpret as command: what follows is no data, unless it is this byte again (RFC 854). */
export const IAC = 255;

/** Commands that follow IAC (RFC 854). */
export const COMMAND = {
  SE: 240,
  NOP: 241,
  BREAK: 243,
  ARE_YOU_THERE: 246,
  SB: 250,
  WILL: 251,
  WONT: 252,
  DO: 253,
  DONT: 254,
} as const;

/** How an option is offered, asked for and refused. */
export type Verb = 'WILL' | 'WONT' | 'DO' | 'DONT';

/** Options this program knows (RFC 856, 858, 2217). */
export const OPTION = { BINARY: 0, SUPPRESS_GO_AHEAD: 3, COM_PORT: 44 } as const;
