import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { english } from '#messages/language';
import { chinese } from '#messages/zh/chinese';
import { parseScenario } from '#scenario/read/read-scenario';
import { printedScenario } from '#swarm/default-scenario';
import { forSwarm, readSwarmScenario, type SwarmScenario } from '#swarm/swarm-scenario';

const read = (text: string): SwarmScenario => forSwarm(parseScenario(text, 's.yaml'));

test('the built-in scenario has everything, and what its comments say holds', () => {
  const { steps, loop, ...rest } = readSwarmScenario(undefined);
  expect(rest).toEqual({
    topic: 'swarm/{id}',
    payload: '{seq} {time} {random:16}',
    qos: 1,
    ramp: 200,
    roundTrip: true,
    thresholds: [],
  });
  expect(steps.map((step) => ('line' in step ? step.line.replace(/=.*/, '') : step))).toEqual([
    'ATE0',
    'AT+SYSLOG',
    'AT+MQTTUSERCFG',
    'AT+MQTTCONNCFG',
    'AT+MQTTCONN',
  ]);
  expect(steps.at(-1)).toMatchObject({ expect: ['+MQTTCONNECTED'], timeoutMs: 30_000 });
  expect(loop).toMatchObject({ rate: 0.1, jitter: 20 });
});

test('what a file leaves out has its default, and a line alone is a step', () => {
  const scenario = read('steps: [AT, {wait: 2s}]\nswarm: {loop: {steps: [{at: AT+GMR, timeout: 2s}]}}');
  expect(scenario.steps).toEqual([{ line: 'AT', expect: [], timeoutMs: 30_000 }, { waitMs: 2000 }]);
  expect(scenario.loop).toEqual({
    rate: 0.1,
    jitter: 20,
    steps: [{ line: 'AT+GMR', expect: [], timeoutMs: 2000 }],
  });
});

test('a file from before there was one language is refused with how each of its places is written now', () => {
  const before = [
    'topic: plant/{n}',
    'qos: 0',
    'steps:',
    '  - ATE0',
    '  - send: AT+MQTTCONN=0,"{host}",{port},1',
    '    timeout: 60',
    'loop:',
    '  rate: 2',
    '  steps: [AT]',
  ];
  const now = (key: string) =>
    `${key} belongs under swarm: now, as in swarm: {${key}: …}; steps stays where it is.`;
  expect(() => read(before.join('\n'))).toThrow(
    [
      `s.yaml:1: ${now('topic')}`,
      `s.yaml:2: ${now('qos')}`,
      's.yaml:5: steps[1] has send for an AT line: write at: AT+… instead, with expect, data and timeout (30s) beside it; ' +
        'send is for bytes as they are.',
      `s.yaml:7: ${now('loop')}`,
    ].join('\n'),
  );
});

test.each([
  [
    'steps: [{publish: {topic: t}}]',
    's.yaml:1: a swarm cannot do publish topic t: its modules take AT lines',
  ],
  ['steps:\n  - AT\n  - at: AT\n    fails: true', 's.yaml:3: a swarm cannot do AT: '],
  ['steps:\n  - fault: uart.lose', 's.yaml:2: a swarm cannot do fault uart.lose: '],
  ['steps:\n  - AT\n  - {wait: {state: 4}}', 's.yaml:3: a swarm cannot do wait state 4: '],
  ['steps: [AT]\nswarm:\n  qos: 3\n', 's.yaml:3: swarm.qos takes 0, 1 or 2.'],
  [
    'steps: [AT]\nswarm:\n  loop:\n    rat: 1\n    steps: [AT]',
    's.yaml:4: there is no key rat here; did you mean rate?',
  ],
  [
    'steps: [AT]\nswarm:\n  loop:\n    rate: -1\n    steps: [AT]',
    's.yaml:4: swarm.loop.rate takes a number of rounds a second, 0 or more.',
  ],
  [
    'steps: [AT]\nswarm:\n  topic: "{seq}"',
    's.yaml:3: in swarm.topic, there is no placeholder {seq} here; did you mean {id}?',
  ],
])('%j: one sentence with its line and key', (text, reason) => {
  expect(() => read(text)).toThrow(reason);
});

test('a file that is not there is told with what to do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'atmqtt-scenario-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(() => readSwarmScenario(join(folder, 'none.yaml'))).toThrow(
    /cannot be read: no such file; atmqtt swarm --print-scenario prints one to start with\.$/,
  );
});

test('the scenario that is printed is the same in either language but for its comments', () => {
  const [original, translated] = [english, chinese].map(printedScenario);
  expect(original).toContain('# so that failures tell their codes');
  expect(translated).toContain('# 让失败的命令打印错误码');
  expect(parse(translated ?? '')).toEqual(parse(original ?? ''));
});
