/**
 * What an error code of the module is made of: `0x01 << 24 | sub << 16 | ext` [B-CODE-1].
 * The sub-codes are the module's own; `ext` is the parameter index for `parse` and the manual's code for
 * `execution`.
 */
const SubCode = {
  generic: 0x01,
  noTerminator: 0x02,
  noAT: 0x03,
  length: 0x04,
  type: 0x05,
  count: 0x06,
  invalid: 0x07,
  parse: 0x08,
  unsupported: 0x09,
  execution: 0x0a,
  busy: 0x0b,
  form: 0x0c,
} as const;

export type SubCodeName = keyof typeof SubCode;

/** Composes a code: `errorCode('parse', 2)` is 0x01080002. */
export function errorCode(sub: SubCodeName, ext = 0): number {
  return ((0x01 << 24) | (SubCode[sub] << 16) | ext) >>> 0;
}

/** The code of a command that ran and failed with one of the manual's codes, such as 0x6006. */
export function executionCode(manualCode: number): number {
  return errorCode('execution', manualCode);
}

export interface ErrorCodeParts {
  readonly sub: number;
  readonly subName: SubCodeName | undefined;
  readonly ext: number;
}

/** Takes a full code apart, or undefined when it does not begin with 0x01. */
export function decodeErrorCode(code: number): ErrorCodeParts | undefined {
  if (code >>> 24 !== 0x01) return undefined;
  const sub = (code >>> 16) & 0xff;
  const subName = (Object.keys(SubCode) as SubCodeName[]).find((name) => SubCode[name] === sub);
  return { sub, subName, ext: code & 0xffff };
}

/** The code as the module prints it: `0x` and eight lower-case hexadecimal digits [B-CODE-1]. */
export function formatErrorCode(code: number): string {
  return `0x${code.toString(16).padStart(8, '0')}`;
}

interface SubCodeText {
  readonly meaning: string;
  readonly advice: string;
  /** Why this module never prints it; undefined when it does. */
  readonly neverPrinted?: string;
}

/** What each sub-code means and what a person can do about it; the reference and `explain` print these. */
export const SUB_CODE_TEXT: Readonly<Record<SubCodeName, SubCodeText>> = {
  generic: { meaning: 'a general error', advice: 'Read the log line printed with it.' },
  noTerminator: {
    meaning: 'the line has no terminator',
    advice: 'End each command with CR LF, or change the setting terminator.',
    neverPrinted: 'a line without its terminator is still being typed, so it is waited for',
  },
  noAT: {
    meaning: 'the line does not start with AT, is blank, or is longer than 256 bytes',
    advice: 'Start each line with AT, end it with CR LF, and send long payloads with AT+MQTTPUBRAW.',
  },
  length: { meaning: 'a parameter is too long', advice: 'Shorten the parameter that the log names.' },
  type: {
    meaning: 'a parameter has the wrong type',
    advice: 'Quote strings; do not quote numbers.',
    neverPrinted: 'a parameter of the wrong type could not be read, which is 0x0108 and its index',
  },
  count: {
    meaning: 'the number of parameters is wrong',
    advice:
      'Compare the commas with the command’s row in the reference; a comma in a string needs a backslash.',
  },
  invalid: { meaning: 'a parameter has a value out of its range', advice: 'See the range in the reference.' },
  parse: {
    meaning: 'a parameter could not be read; the last digits are its index, counted from 0',
    advice: 'Put strings in double quotes and write \\, \\" \\\\ for comma, quote and backslash inside them.',
  },
  unsupported: {
    meaning: 'the command is unknown',
    advice: 'AT+CMD? lists the commands; check the spelling.',
  },
  execution: {
    meaning: 'the command was understood and failed; the last four digits are the manual’s code',
    advice: 'Look that code up.',
  },
  busy: {
    meaning: 'the line was discarded because the command before it is still waiting',
    advice: 'Wait for OK, ERROR or the end of the data phase before sending the next line.',
  },
  form: {
    meaning: 'the command exists but not in this form (=?, ?, =… or bare)',
    advice: 'AT+CMD? shows which forms each command has.',
  },
};
