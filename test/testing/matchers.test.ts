import { describe, expect, test } from 'vitest';
import { assertions, matchers, type TestModule, type TestModuleMatchers } from '#testing/index';
import { connect, failureOf, made } from './support/made.ts';

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: as vitest declares it
  interface Matchers<T = any> extends TestModuleMatchers {}
}

expect.extend(matchers);

async function lively(): Promise<TestModule> {
  const lab = await made({ broker: true, echo: false });
  await connect(lab);
  await lab.host.command('AT+MQTTSUB=0,"lamp/set",0');
  return lab;
}

test('what a host brings about is awaited', async () => {
  const lab = await lively();
  const both = [
    expect(lab).toHavePublished('lamp/state', 'on'),
    assertions.toHavePublished(lab, 'lamp/state', /^o/),
    expect(lab).toHaveHeard('+MQTTSUBRECV', { topic: 'lamp/set', data: 'off' }),
    assertions.toHaveHeard(lab, /^\+MQTTSUBRECV:0,"lamp/),
  ];
  lab.host.send('AT+MQTTPUB=0,"lamp/state","on",0,0\r\n');
  await lab.broker.publish({ topic: 'lamp/set', payload: 'off' });
  await Promise.all(both);
  await expect(lab).toBeInState(0, 6);
  await assertions.toBeInState(lab, 0, 6);
  await expect(lab).toHaveSentCommands([/USERCFG/, /CONN/, /SUB/, 'AT+MQTTPUB=0,"lamp/state","on",0,0']);
  await assertions.toHaveSentCommands(lab, [/USERCFG/, /CONN/, /SUB/, /PUB/]);
});

test('what has not happened is looked for once nothing follows any more', async () => {
  const lab = await lively();
  lab.host.send('AT+MQTTPUB=0,"lamp/state","on",0,0\r\n');
  await expect(lab).not.toHavePublished('lamp/state', 'off');
  await assertions.not.toHavePublished(lab, 'lamp/other');
  await expect(lab).not.toHaveHeard('+MQTTSUBRECV');
  await expect(lab).not.toBeInState(0, 4);
  await expect(lab).not.toHaveSentCommands(['AT']);
  const published = failureOf(assertions.not.toHavePublished(lab, 'lamp/state'));
  expect((await published).message).toContain('expected no message on lamp/state: it came');
});

describe('a failure says the same everywhere', () => {
  const failing: Readonly<Record<string, [(checks: TestModuleMatchers) => Promise<void>, string]>> = {
    toHavePublished: [
      (checks) => checks.toHavePublished('lamp/state', 'off', { timeout: 20 }),
      'expected such a message',
    ],
    toBeInState: [
      (checks) => checks.toBeInState(0, 4, { timeout: 20 }),
      'expected link 0 to be in state 4: it is in state 6 within 20 ms',
    ],
    toHaveHeard: [
      (checks) => checks.toHaveHeard('+MQTTSUBRECV', { data: 'x' }, { timeout: 20 }),
      'expected the URC +MQTTSUBRECV with data: "x" to have come: it did not within 20 ms',
    ],
    toHaveSentCommands: [(checks) => checks.toHaveSentCommands(['AT']), 'command 1 differs'],
  };

  test.each(Object.entries(failing))('%s', async (name, [ask, text]) => {
    const lab = await lively();
    await lab.host.command('AT+MQTTPUB=0,"lamp/state","on",0,0');
    await lab.broker.published('lamp/state');
    const one = await ask(expect(lab)).catch((error: Error) => error.message);
    const functions = Object.fromEntries(
      Object.entries(assertions).map(([key, of]) => [
        key,
        (...args: never[]) => (of as never as (...all: unknown[]) => Promise<void>)(lab, ...args),
      ]),
    ) as never as TestModuleMatchers;
    const { message } = await failureOf(ask(functions));
    expect(one).toBe(message);
    expect(message).toContain('traffic (> host, < module):\n');
    if (name !== 'toHavePublished') expect(message).toContain(text);
    else expect(message).toContain('\n- off\n+ on\n   ^\n');
  });
});

test('anything else than a test module is told of', async () => {
  await expect(assertions.toBeInState({} as TestModule, 0, 1)).rejects.toThrow(
    'toBeInState takes what createTestModule returned',
  );
});
