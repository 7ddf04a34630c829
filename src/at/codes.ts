import { type Message, message } from '#messages/message';

/**
 * What an error code of the module is made of: `0x01 << 24 | sub << 16 | ext` [B-CODE-1].
 * The sub-codes are the module's own; `ext` is the parameter index for `parse` and the manual's code for
 * `execution`.
 */
export const SUB_CODES = {
  generic: { sub: 0x01, espressif: 'ESP_AT_SUB_COMMON_ERROR' },
  noTerminator: { sub: 0x02, espressif: 'ESP_AT_SUB_NO_TERMINATOR' },
  noAT: { sub: 0x03, espressif: 'ESP_AT_SUB_NO_AT' },
  length: { sub: 0x04, espressif: 'ESP_AT_SUB_PARA_LENGTH_MISMATCH' },
  type: { sub: 0x05, espressif: 'ESP_AT_SUB_PARA_TYPE_MISMATCH' },
  count: { sub: 0x06, espressif: 'ESP_AT_SUB_PARA_NUM_MISMATCH' },
  invalid: { sub: 0x07, espressif: 'ESP_AT_SUB_PARA_INVALID' },
  parse: { sub: 0x08, espressif: 'ESP_AT_SUB_PARA_PARSE_FAIL' },
  unsupported: { sub: 0x09, espressif: 'ESP_AT_SUB_UNSUPPORT_CMD' },
  execution: { sub: 0x0a, espressif: 'ESP_AT_SUB_CMD_EXEC_FAIL' },
  busy: { sub: 0x0b, espressif: 'ESP_AT_SUB_CMD_PROCESSING' },
  form: { sub: 0x0c, espressif: 'ESP_AT_SUB_CMD_OP_ERROR' },
} as const;

export type SubCodeName = keyof typeof SUB_CODES;

export const SUB_CODE_NAMES = Object.keys(SUB_CODES) as SubCodeName[];

/** Composes a code: `errorCode('parse', 2)` is 0x01080002. */
export function errorCode(sub: SubCodeName, ext = 0): number {
  return ((0x01 << 24) | (SUB_CODES[sub].sub << 16) | ext) >>> 0;
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
  const subName = SUB_CODE_NAMES.find((name) => SUB_CODES[name].sub === sub);
  return { sub, subName, ext: code & 0xffff };
}

/** The code as the module prints it: `0x` and eight lower-case hexadecimal digits [B-CODE-1]. */
export function formatErrorCode(code: number): string {
  return `0x${code.toString(16).padStart(8, '0')}`;
}

/** Why this module never prints a sub-code, for those that it has no use for. */
export const NEVER_PRINTED: Readonly<Partial<Record<SubCodeName, Message>>> = {
  noTerminator: message('codes.noTerminatorIsNeverPrinted'),
  type: message('codes.typeIsNeverPrinted'),
  length: message('codes.lengthIsNeverPrinted'),
  count: message('codes.countIsNeverPrinted'),
  form: message('codes.formIsNeverPrinted'),
};
