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
  /** It may be left out, and is empty then. */
  readonly optional?: boolean;
  readonly max?: number;
}

/** A parameter that is an address in quotes; an IPv4 address unless told otherwise. */
export function address(name: string, options: AddressOptions): Param<Module, string> {
  const { about, accepts = isIPv4, kind = 'an IPv4 address', optional = false, max = 15 } = options;
  const text = string<Module>(name, { about, max, ...(optional ? { fallback: '' } : {}) });
  return {
    ...text,
    limits: kind,
    read(fields, index, module) {
      const given = text.read(fields, index, module);
      if (isFailure(given)) return given;
      const value = given.toString();
      if (accepts(value) || (optional && fields.omitted(index))) return value;
      return bareFailure(message('commands.parameterIsNot', { parameter: index + 1, name, kind }));
    },
  };
}
