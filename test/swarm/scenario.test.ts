import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseScenario, readScenario } from '#swarm/scenario-file';

test('the built-in scenario has everything, and what its comments say holds', () => {
  const { steps, loop, ...rest } = readScenario(undefined);
  expect(rest).toEqual({
    topic: 'swarm/{id}',
    payload: '{seq} {time} {random:16}',
    qos: 1,
    ramp: 200,
    roundTrip: true,
  });
  expect(steps.map(({ send }) => send.replace(/=.*/, ''))).toEqual([
    'ATE0',
    'AT+SYSLOG',
    'AT+MQTTUSERCFG',
    'AT+MQTTCONNCFG',
    'AT+MQTTCONN',
  ]);
  expect(steps.every(({ expect: awaited, timeout }) => awaited === 'OK' && timeout === 30)).toBe(true);
  expect(loop).toMatchObject({ rate: 0.1, jitter: 20 });
});

test('what a file leaves out has its default, and a line alone is a step', () => {
  const scenario = parseScenario('steps: [AT]\nloop: {steps: [{send: AT+GMR, timeout: 2}]}', 'small.yaml');
  expect(scenario.steps).toEqual([{ send: 'AT', expect: 'OK', timeout: 30, data: undefined }]);
  expect(scenario.loop).toEqual({
    rate: 0.1,
    jitter: 20,
    steps: [{ send: 'AT+GMR', expect: 'OK', timeout: 2 }],
  });
});

test.each([
  ['steps:\n  - AT\nqos: 3\n', 's.yaml:3: qos takes 0, 1 or 2.'],
  ['steps:\n  - AT\nlopp: {}\n', 's.yaml:3: there is no key lopp here; did you mean loop?'],
  ['qos: 1\n', 's.yaml:1: steps takes a list of AT lines, or of send with expect, timeout and data.'],
  ['steps:\n  - AT\n  - sned: AT\n', 's.yaml:3: there is no key sned here; did you mean send?'],
  ['stepps: [AT]\n', 's.yaml:1: there is no key stepps here; did you mean steps?'],
  ['steps:\n  - AT\n  - 5\n', 's.yaml:3: steps[1] takes an AT line, or send with expect, timeout and data.'],
  [
    'steps:\n  - expect: OK\n',
    's.yaml:2: steps[0].send takes an AT line, a text in quotes where YAML needs them.',
  ],
  ['steps:\n  - send: AT\n    tiemout: 3\n', 's.yaml:3: there is no key tiemout here; did you mean timeout?'],
  [
    'steps:\n  - send: AT\n    timeout: soon\n',
    's.yaml:3: steps[0].timeout takes a number of seconds above 0.',
  ],
  [
    'steps: [AT]\nloop:\n  rate: -1\n  steps: [AT]\n',
    's.yaml:3: loop.rate takes a number of rounds a second, 0 or more.',
  ],
  ['steps: [AT]\nloop:\n  rat: 1\n  steps: [AT]\n', 's.yaml:3: there is no key rat here; did you mean rate?'],
  [
    'steps:\n  - AT{nn}\n',
    's.yaml:2: in steps[0].send, there is no placeholder {nn} here; did you mean {n}?',
  ],
  [
    'steps: [AT]\ntopic: "{seq}"\n',
    's.yaml:2: in topic, there is no placeholder {seq} here; did you mean {id}?',
  ],
  [
    '- AT\n',
    's.yaml:1: a scenario takes a mapping with the keys topic, payload, qos, ramp, roundTrip, steps, loop.',
  ],
  ['steps: [AT', 's.yaml:1: this YAML cannot be read: '],
])('%j: one sentence with its line and key', (text, reason) => {
  expect(() => parseScenario(text, 's.yaml')).toThrow(reason);
});

test('a file that is not there is told with what to do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'atmqtt-scenario-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(() => readScenario(join(folder, 'none.yaml'))).toThrow(
    /cannot be read: there is no such file; atmqtt swarm --print-scenario prints one to begin with\.$/,
  );
});
