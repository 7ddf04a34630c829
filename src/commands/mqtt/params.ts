import type { Fields } from '#at/fields';
import { mqttCode } from '#at/mqtt-codes';
import { number, optional, type Param, string } from '#at/params';
import { Failure, isFailure, OK, type Success } from '#at/reply';
import { defect } from '#errors/defect-error';
import { byPlace, since } from '#firmware/choice';
import { type Message, message } from '#messages/message';
import type { UserConfig } from '#module/link/config';
import type { Link } from '#module/link/link';
import type { Module } from '#module/module';
import { onOff } from '../params.ts';

/** Bytes of a topic or host at most (the manual). */
const MAX_TOPIC_BYTES = 128;

export const COUNT_CODE = mqttCode('PARAMETER_COUNTS_IS_WRONG');
/** Of a name in the lists of ALPN and SNI, as the manual's table names it [B-ALPN-1]. */
export const LIST_VALUE_CODE = mqttCode('NULL_PARAMTER');
/** Of their number: a genuine module has none. */
export const LIST_COUNT_CODE = byPlace<number | undefined>('listCodes', {
  manual: COUNT_CODE,
  module: undefined,
});

const anyLink = number<Module>('LinkID', {
  about: 'The link; 0 unless the setting links makes more.',
  range: ({ links }) => [0, links.length - 1],
  rangeText: '0, up to 4 with the setting links',
  read: mqttCode('LINK_ID_READ_FAILED'),
  value: mqttCode('LINK_ID_VALUE_IS_WRONG'),
});

export const linkId: Param<Module, number> = {
  ...anyLink,
  read(fields, index, module) {
    const given = anyLink.read(fields, index, module);
    if (!isFailure(given) && given > 0) module.compat.found('furtherLinks');
    return given;
  },
};

const topicOptions = {
  about: 'The topic, in UTF-8.',
  max: MAX_TOPIC_BYTES,
  read: mqttCode('TOPIC_READ_FAILED'),
  overlength: mqttCode('TOPIC_IS_OVERLENGTH'),
};

/** A topic name or filter. Of a genuine module it is the MQTT client that refuses an empty one [B-PUB-2]. */
export const topic = byPlace('emptyNames', {
  manual: string<Module>('topic', {
    ...topicOptions,
    empty: { code: mqttCode('TOPIC_IS_NULL'), fails: true },
  }),
  module: string<Module>('topic', topicOptions),
});

/** A parameter that the manual gives a default; a genuine module wants it [B-PARAM-6]. `givenOr` gives its value. */
export const documented = <T>(param: Param<Module, T>, fallback: string) =>
  byPlace<Param<Module, T | undefined>>('omittedDefaults', {
    manual: { ...optional(param), fallback },
    module: param,
  });

const qosOptions = {
  about: '0: at most once; 1: at least once; 2: exactly once.',
  range: [0, 2] as const,
  read: mqttCode('QOS_READ_FAILED'),
  value: mqttCode('QOS_VALUE_IS_WRONG'),
};

/** The QoS of a publish; the manual gives it a default. */
export const publishQos = documented(number<Module>('qos', qosOptions), '0');
/** The QoS of a subscription; the manual gives it none. */
export const subscribeQos = number<Module>('qos', qosOptions);

export const retain = onOff('retain', '1: the broker keeps the message for later subscribers.', {
  read: mqttCode('RETAIN_READ_FAILED'),
  value: mqttCode('RETAIN_VALUE_IS_WRONG'),
});

/** How long to wait, where the command says it, as firmware from 5.0 on takes it [B-WAIT-1]. */
export const timeout = (
  codes: { readonly read?: number; readonly value?: number } = {},
  fallback = '15000',
) => {
  const param = number<Module>('timeout_ms', {
    about: 'Milliseconds to wait for the broker.',
    range: [3000, 60_000],
    ...codes,
  });
  return since('5.0', {
    ...param,
    fallback,
    read: (fields: Fields, index: number, module: Module) =>
      index >= fields.count ? undefined : param.read(fields, index, module),
  });
};

/** How long to wait for an acknowledgement; without it the link waits as the place says. */
export const answerTimeout = byPlace('acknowledgementWait', {
  manual: timeout({}, '10000'),
  module: timeout(),
});

/** The value of a `documented` parameter: as it was given, or its default, which a genuine module does not have. */
export function givenOr<T>(module: Module, given: T | undefined, fallback: T): T {
  if (given !== undefined) return given;
  module.compat.found('omittedDefaults');
  return fallback;
}

/** A parameter that the manual limits more than a genuine module does: what only the manual refuses, the log says so of. */
export function stricter<T>(
  param: Param<Module, T>,
  genuine: Param<Module, T>,
  explain: (why: Message) => Message,
): Param<Module, T> {
  return {
    ...param,
    read(fields, index, module) {
      const given = param.read(fields, index, module);
      if (!isFailure(given) || isFailure(genuine.read(fields, index, module))) return given;
      return new Failure(given.codes, explain(given.reason));
    },
  };
}

/** Changes parts of the user configuration; a genuine module does so before `AT+MQTTCONNCFG` only [B-STATE-5]. */
export function refineUser(module: Module, id: number, part: Partial<UserConfig>): Success {
  const link = linkOf(module, id);
  if (link.model.state === 2) module.compat.found('lateConfiguration');
  link.refineUser(part);
  return OK;
}

/** The link of a LinkID that `linkId` has checked. */
export function linkOf(module: Module, id: number): Link {
  const link = module.links[id];
  if (link === undefined) throw defect(message('errors.noLink', { id }));
  return link;
}
