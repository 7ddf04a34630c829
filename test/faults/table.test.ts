import { expect, test } from 'vitest';
import { parseFault } from '#faults/parse';
import { definitionOf, FAULT_NAMES } from '#faults/table';
import { type Message, type MessageKey, message, textOf } from '#messages/message';

/** `broker.noPuback` in an area of the catalogue. */
const keyOf = (area: 'faultAbout' | 'faultHostSees', name: string): Message => ({
  key: `${area}.${name.replace(/\.(.)/, (_, first: string) => first.toUpperCase())}` as MessageKey,
  params: undefined,
});

test.each(FAULT_NAMES)('%s says what goes wrong, and what a host sees', (name) => {
  const { about, hostSees } = definitionOf(name);
  expect([about, hostSees]).toEqual([keyOf('faultAbout', name), keyOf('faultHostSees', name)]);
  expect([about, hostSees].map(textOf)).toEqual(
    [keyOf('faultAbout', name), keyOf('faultHostSees', name)].map(textOf),
  );
});

test.each([
  ['module.answer,answer=\\q', message('faults.notEscaped')],
  ['wifi.drop,after=600h', message('faults.tooLong')],
  ['wifi.drop,after=soon', message('faults.notATime')],
])('%s', (text, why) => {
  expect(() => parseFault(text)).toThrow(textOf(why));
});
