import { expect, test } from 'vitest';
import { NEVER_PRINTED, SUB_CODE_NAMES } from '#at/codes';
import { MQTT_CODES, type MqttCodeName } from '#at/mqtt-codes';
import { shapeOf } from '#at/response';
import { URCS } from '#at/urc';
import { explain } from '#commands/explain';
import { COMMANDS } from '#commands/index';
import { english } from '#messages/language';
import { type Message, message, textOf } from '#messages/message';
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

test.each(MQTT_CODES.map(({ code, name }) => [name.replace('AT_MQTT_', '') as MqttCodeName, code] as const))(
  '%s: what it means, and what to do',
  (name, code) => {
    expect(said(code.toString(16))).toEqual(
      expect.arrayContaining([
        message('explain.meaning', { text: message(`codeMeaning.${name}`) }),
        message('explain.advice', { text: message(`codeAdvice.${name}`) }),
      ]),
    );
  },
);

test.each(SUB_CODE_NAMES.filter((name) => name !== 'parse'))('%s: what it means, and what to do', (name) => {
  expect(said(name)).toEqual(
    expect.arrayContaining([
      message('explain.meaning', { text: message(`codeMeaning.${name}`) }),
      message('explain.advice', { text: message(`codeAdvice.${name}`) }),
    ]),
  );
});

test.each(Object.entries(NEVER_PRINTED))('%s: why it is never printed', (name, why) => {
  const told = message(
    `codes.${name as 'type' | 'length' | 'count' | 'form' | 'noTerminator'}IsNeverPrinted`,
  );
  expect(why).toEqual(told);
  expect(textOf(why)).toBe(textOf(told));
});

test.each([
  ['OK', 'ok'],
  ['ERROR', 'error'],
  ['>', 'prompt'],
] as const)('%s: what it means, and what to do', (end, name) => {
  expect(said(end)).toEqual([
    message('explain.meaning', { text: message(`explain.${name}`) }),
    message('explain.advice', { text: message(`explain.${name}Advice`) }),
  ]);
});

test.each(['mqttDisconnected', 'mqttConnected', 'wifiGotIp'] as const)(
  '%s: when it comes, and after what',
  (name) => {
    const urc = URCS[name];
    expect(said(shapeOf(urc))).toEqual([
      message('explain.urc', { when: urc.when }),
      message('explain.broughtBy', { after: urc.after }),
    ]);
  },
);

test.each(['6055', '6056', '6057'])('%s names the command of the firmware that gives it', (code) => {
  expect(said(code)).toEqual(
    expect.arrayContaining([
      message('explain.giver', { form: 'AT+MQTTCONN=…', causes: [] }),
      message('explain.givenByOther', { release: 'master' }),
    ]),
  );
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

test('a command with data says so where its form stands', () => {
  expect(said('AT+MQTTPUBRAW')).toContainEqual(message('explain.thenData'));
  expect(said('AT+MQTTPUB')).not.toContainEqual(message('explain.thenData'));
});
