import { number, type Param, string } from '#at/params';
import { Failure, failure, isFailure } from '#at/reply';
import { keep, NOTHING } from '#bytes/keep';
import { byPlace } from '#firmware/choice';
import { message } from '#messages/message';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';
import { COUNT_CODE, LIST_COUNT_CODE, LIST_VALUE_CODE, linkId, refineUser } from './params.ts';
import { refinable } from './states.ts';

const MAX_NAMES = 5;

/**
 * How many names follow. They are counted before one is read: more than announced are refused here, and by a genuine
 * module fewer too.
 * @param code of a number that is wrong, in the one sense or the other [B-ALPN-1]
 */
function counts(code: number | undefined, refuses: (given: number, announced: number) => boolean) {
  const codes = code === undefined ? {} : { read: code, value: code };
  const param = number<Module>('alpn_counts', {
    about: 'How many names follow; 0 clears them.',
    range: [0, MAX_NAMES],
    ...codes,
  });
  return {
    ...param,
    read(fields, index, module) {
      const announced = param.read(fields, index, module);
      const given = fields.count - index - 1;
      if (isFailure(announced) || !refuses(given, announced)) return announced;
      const reason = message('commands.otherNames', { announced, given });
      return new Failure(code === undefined ? [] : [code], reason);
    },
  } satisfies Param<Module, number>;
}

/** A name; nothing off the end. */
function name(options: Partial<Parameters<typeof string>[1]>) {
  const param = string<Module>('alpn', {
    about: 'A protocol name for the ClientHello.',
    max: 255,
    ...options,
  });
  return {
    ...param,
    fallback: 'none',
    read: (fields, index, module) => (index >= fields.count ? NOTHING : param.read(fields, index, module)),
  } satisfies Param<Module, Buffer>;
}

/** A genuine module takes an empty name: where it is refused, the log says so [B-ALPN-2]. */
function saysOfEmpty(param: Param<Module, Buffer>): Param<Module, Buffer> {
  return {
    ...param,
    read(fields, index, module) {
      const given = param.read(fields, index, module);
      if (!isFailure(given) || fields.string(index)?.length !== 0) return given;
      const reason = message('commands.genuineTakes', { why: given.reason, place: 'listCodes' });
      return new Failure(given.codes, reason);
    },
  };
}

const alpnCounts = byPlace('listCodes', {
  manual: counts(COUNT_CODE, (given, announced) => given > announced),
  module: counts(undefined, (given, announced) => given !== announced),
});

const alpnName = byPlace('listCodes', {
  manual: saysOfEmpty(
    name({
      read: LIST_VALUE_CODE,
      overlength: LIST_VALUE_CODE,
      empty: { code: LIST_VALUE_CODE, fails: true },
    }),
  ),
  module: name({}),
});

export const alpn = defineCommand({
  name: 'AT+MQTTALPN',
  since: '2.3',
  family: 'mqtt',
  help: 'Sets the protocol names offered to the server over TLS.',
  forms: {
    set: form({
      params: [linkId, alpnCounts, alpnName, alpnName, alpnName, alpnName, alpnName],
      countCode: LIST_COUNT_CODE,
      codes: [COUNT_CODE, LIST_VALUE_CODE],
      requires: refinable,
      run(module, [id, count, ...names]) {
        const announced = names.slice(0, count);
        const missing = announced.findIndex(({ length }) => length === 0);
        if (missing !== -1 && module.settings.places.listCodes === 'manual') {
          const which = { index: missing + 1, announced: count };
          return failure(LIST_VALUE_CODE, message('commands.nameMissing', which));
        }
        return refineUser(module, id, { alpn: announced.map(keep) });
      },
    }),
  },
});
