import type { Fields } from '#at/fields';
import { number, type Param } from '#at/params';
import { bareFailure, type Failure, isFailure } from '#at/reply';
import { byPlace, type Choice } from '#firmware/choice';
import { message } from '#messages/message';
import type { Module } from '#module/module';

interface OnOffOptions {
  /** Value when omitted. Without it the parameter is required. */
  readonly fallback?: boolean;
  /** The command's own code when it cannot be read. */
  readonly read?: number;
  /** The code when it is neither 0 nor 1. */
  readonly value?: number;
}

/** A parameter that switches something: 0 or 1. */
export function onOff(name: string, about: string, options: OnOffOptions = {}): Param<Module, boolean> {
  const { fallback, ...codes } = options;
  const param = number<Module>(name, {
    about,
    range: [0, 1],
    ...codes,
    ...(fallback === undefined ? {} : { fallback: Number(fallback) }),
  });
  return {
    ...param,
    read(fields, index, module) {
      const given = param.read(fields, index, module);
      return isFailure(given) ? given : given === 1;
    },
  };
}

/** The same parameter, which may be missing at the end and then is undefined; an empty one is read. */
export function ifGiven<T>(param: Param<Module, T>): Param<Module, T | undefined> {
  return {
    ...param,
    fallback: 'none',
    read: (fields, index, module) => (index >= fields.count ? undefined : param.read(fields, index, module)),
  };
}

/** The same parameter, whose default is for where it is missing at the end only; an empty one is refused [B-PARAM-7]. */
export function defaultAtEnd<T>(param: Param<Module, T>): Param<Module, T> {
  return {
    ...param,
    read(fields, index, module) {
      return isEmpty(fields, index) ? nothingThere(param, index) : param.read(fields, index, module);
    },
  };
}

/**
 * The same parameter, whose default is for where it is missing, or empty with another one behind it, as the manual writes it.
 * Empty behind the last comma it is as where a genuine module was seen to refuse it in other commands [B-PARAM-13].
 */
export function omissible<T>(param: Param<Module, T>): Choice<Param<Module, T>> {
  const ends = (fields: Fields, index: number) => index === fields.count - 1 && isEmpty(fields, index);
  return byPlace('trailingComma', {
    manual: {
      ...param,
      read(fields, index, module) {
        if (ends(fields, index)) module.compat.found('trailingComma');
        return param.read(fields, index, module);
      },
    },
    module: {
      ...param,
      read: (fields, index, module) =>
        ends(fields, index) ? nothingThere(param, index) : param.read(fields, index, module),
    },
  });
}

/** The same parameter, which must be there and may be empty, which is undefined then; alone it may not be. */
export function mayBeEmpty<T>(param: Param<Module, T>): Param<Module, T | undefined> {
  return {
    ...param,
    fallback: 'none',
    read(fields, index, module) {
      if (!isEmpty(fields, index)) return param.read(fields, index, module);
      return fields.count === 1 ? nothingThere(param, index) : undefined;
    },
  };
}

function isEmpty(fields: Fields, index: number): boolean {
  return fields.omitted(index) && !fields.missing(index);
}

function nothingThere({ name }: Param<Module, unknown>, index: number): Failure {
  return bareFailure(message('commands.parameterMissing', { parameter: index + 1, name }));
}
