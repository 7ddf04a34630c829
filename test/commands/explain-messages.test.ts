import { expect, test } from 'vitest';
import { explain } from '#commands/explain';
import { COMMANDS } from '#commands/index';
import { english } from '#messages/language';
import { type Message, message } from '#messages/message';
import { COMPAT_RULES } from '#module/compat';

/** The messages that an explanation is made of. */
function said(typed: string): Message[] {
  const messages: Message[] = [];
  const textOf = (each: Message): string => {
    messages.push(each);
    return english.textOf(each);
  };
  explain(typed, COMMANDS, { ...english, textOf });
  return messages;
}

test.each(COMPAT_RULES)('%s: the rule, what it means, and what to change', (rule) => {
  expect(said(rule)).toEqual([
    message('explain.compatRule', { rule }),
    message('explain.meaning', { text: message(`compat.${rule}`) }),
    message('explain.advice', { text: message(`compatAdvice.${rule}`) }),
  ]);
});

test.each([
  ['0x01080000', 0],
  ['ERR CODE:0x01080003', 3],
])('%s: which parameter could not be read', (typed, index) => {
  expect(said(typed)).toEqual(
    expect.arrayContaining([
      message('explain.meaning', { text: message('explain.parameterUnreadable', { index }) }),
      message('explain.advice', { text: message('codeAdvice.parse') }),
    ]),
  );
});
