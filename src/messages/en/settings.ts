import type { Message, Render } from '../types.ts';

/** What is said of settings: which there are, and what they take. */
export const settings = {
  unknown: ({ name, nearest }: { name: string; nearest: string | undefined }) =>
    `There is no setting ${name}; did you mean ${nearest}?`,
  wrongValue: ({ name, values }: { name: string; values: Message }, render: Render) =>
    `The setting ${name} takes ${render(values)}.`,
  noPair: ({ typed }: { typed: string }) => `--set takes name=value, not ${JSON.stringify(typed)}.`,

  oneOf: ({ values }: { values: readonly (string | number | boolean)[] }) => values.join(', '),
  range: ({ min, max }: { min: number | null; max: number | null }) => `${min} to ${max}`,
  list: () => 'a list; in a settings file, or as JSON',
  text: () => 'text',
  textOfLength: ({ min, max }: { min: number; max: number }) =>
    min === 0 ? `text of at most ${max} characters` : `text of ${min} to ${max} characters`,
  hostName: () => 'the name or address of a broker, without mqtt:// before it and without a port',
  topicFilter: () =>
    'a topic filter of at most 128 characters, in which + or # fills a whole level and # is the last',
  topicName: () => 'a topic of at most 128 characters, without + and #',
  keys: () => 'keys with values',
  base64: () => 'bytes in Base64',
  either: ({ alternatives }: { alternatives: readonly Message[] }, render: Render) =>
    alternatives.map(render).join(', or '),
};
