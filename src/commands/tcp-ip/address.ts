import { type Param, string } from '#at/params';
import { bareFailure, isFailure } from '#at/reply';
import { message } from '#messages/message';
import type { Module } from '#module/module';
import { isIPv4 } from '#net/ip';

interface AddressOptions {
  readonly about: string;
  /** What is an address, where it need not be an IPv4 one. */
  readonly accepts?: (text: string) => boolean;
  /** What it is called in the reference and in a complaint. */
  readonly kind?: string;
  /** Let an empty one through, which is also what one becomes that is left out. */
  readonly mayBeEmpty?: boolean;
  readonly max?: number;
}

/** A parameter that is an address in quotes; an IPv4 address unless told otherwise. */
export function address(name: string, options: AddressOptions): Param<Module, string> {
  const { about, accepts = isIPv4, kind = 'an IPv4 address', mayBeEmpty = false, max = 15 } = options;
  const text = string<Module>(name, { about, max, ...(mayBeEmpty ? { fallback: '' } : {}) });
  return {
    ...text,
    limits: kind,
    read(fields, index, module) {
      const given = text.read(fields, index, module);
      if (isFailure(given)) return given;
      const value = given.toString();
      if (accepts(value) || (mayBeEmpty && value === '')) return value;
      return bareFailure(message('commands.parameterIsNot', { parameter: index + 1, name, kind }));
    },
  };
}
