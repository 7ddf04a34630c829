import type { Message, Render } from '../types.ts';

const BYTES: Readonly<Record<number, string>> = { 0: 'NUL', 10: 'a line feed', 13: 'a carriage return' };

type OfWhat = { readonly what: Message };

/** What `atmqtt escape` says. */
export const escaping = {
  parameter: ({ parameter, name }: { parameter: number; name: string }) => `parameter ${parameter} (${name})`,
  unquotable: ({ what, byte, at }: OfWhat & { byte: number; at: number }, render: Render) =>
    `${render(what)} contains ${BYTES[byte]} (byte ${at + 1}), which a command line cannot contain`,
  tooLong: ({ what, bytes, max }: OfWhat & { bytes: number; max: number }, render: Render) =>
    `${render(what)} has ${bytes} bytes; at most ${max} fit`,
  overlong: ({ name, bytes, max }: { name: string; bytes: number; max: number }) =>
    `the line of ${name} would have ${bytes} bytes with its line end; a module accepts ${max}`,
  noNumber: ({ what, typed }: OfWhat & { typed: string }, render: Render) =>
    `${render(what)} must be a number, not ${JSON.stringify(typed)}`,
  noData: ({ name }: { name: string }) =>
    `${name} sends one byte or more; AT+MQTTPUB publishes an empty message`,
  tooLarge: ({ bytes, free }: { bytes: number; free: number }) =>
    `the payload has ${bytes} bytes, but the module has only ${free} bytes of free memory: publish it in parts`,
  topicUnfit: ({ why }: { why: Message }, render: Render) => `no message can have this topic: ${render(why)}`,

  commandUnknown: ({ name, firmware }: { name: string; firmware: string }) =>
    `firmware ${firmware} has no ${name}; AT+CMD? lists its commands`,
  noParameters: ({ name }: { name: string }) => `${name} takes no parameters`,
  count: (of: { name: string; names: readonly string[]; needed: number; given: number }) =>
    `${of.name} takes ${of.needed === of.names.length ? '' : `${of.needed} to `}${of.names.length} parameters ` +
    `(${of.names.join(', ')}); ${of.given} were given`,

  noTopic: () => 'Give a topic and a payload: atmqtt escape TOPIC PAYLOAD.',
  noPayload: () =>
    "Give the payload after the topic ('' for an empty one), with --file FILE, or as - for standard input.",
  twoPayloads: () => 'Give the payload after the topic or with --file, not both.',
  tooMany: ({ given }: { given: number }) =>
    `Give one topic and one payload; ${given} arguments were given. Put quotes around a payload with spaces.`,
  twoInputs: () => 'Standard input can be read once; give - once.',
  unreadable: ({ path, why }: { path: string; why: Message }, render: Render) =>
    `${path} cannot be read: ${render(why)}.`,
  replaced: ({ what }: OfWhat, render: Render) =>
    `${render(what)} contains U+FFFD, as an argument that is not UTF-8 does; --file and - take any bytes`,
  payload: () => 'the payload',
  secretShown: ({ what }: OfWhat, render: Render) =>
    `other users of this computer can see ${render(what)}; give it as - on standard input`,

  inDataMode: ({ why, name }: { why: Message; name: string }, render: Render) =>
    `${render(why)}: use ${name}.`,
  afterPrompt: ({ bytes }: { bytes: number }) =>
    `After the prompt >, send ${bytes === 1 ? 'this byte' : `these ${bytes} bytes`}, without a line end:`,
  notShown: () => '(not text; the literals below have its bytes)',
};
