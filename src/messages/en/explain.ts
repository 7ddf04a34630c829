import type { Message, Render } from '../types.ts';

/** What `atmqtt explain` says around what is known of a code. */
export const explain = {
  noCode: ({ typed }: { typed: string }) =>
    `${JSON.stringify(typed)} is no code; give one such as 0x010a6006 or 6006.`,
  unknownCode: ({ typed }: { typed: string }) =>
    `${typed} is no code of this module; codes are 0x01… with eight digits, or the manual's 6001 to 6052.`,
  meaning: ({ text }: { text: Message }, render: Render) => `Meaning:  ${render(text)}`,
  advice: ({ text }: { text: Message }, render: Render) => `What to do:  ${render(text)}`,
  givenBy: () => 'Given by:',
  parameterCount: () => 'number of parameters',
  parameterUnreadable: ({ index }: { index: number }) =>
    `parameter ${index + 1} could not be read (index ${index}, counted from 0)`,
};
