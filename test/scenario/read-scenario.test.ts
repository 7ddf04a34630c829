import { expect, test } from 'vitest';
import { parseScenario } from '#scenario/read/read-scenario';
import type { ScenarioFileError } from '#scenario/scenario-file-error';

const read = (text: string) => parseScenario(text, 's.yaml');

test('what a file leaves out has its default', () => {
  expect(read('steps: [AT]')).toMatchObject({
    name: 's',
    seed: 1,
    timeoutMs: undefined,
    settings: undefined,
    broker: { tcp: { port: 0 } },
    steps: [{ kind: 'at', line: 1, shown: 'AT', fails: false, exact: false, optional: false, texts: [] }],
  });
});

test('every kind of step is read, with its line', () => {
  const { steps } = read(`steps:
  - AT
  - {at: AT+GMR, expect: [AT version, /SDK/], timeout: 2s}
  - {at: 'AT+MQTTPUBRAW=0,"t",2,0,0', data: hi}
  - {at: AT+X, fails: 0x6006}
  - send: "AT␍␊‹ff›"
  - expect: ready
  - expect: {urc: +MQTTSUBRECV, LinkID: 0, data: /a+/}
  - expect: {published: {topic: t, payload: x, qos: 1}}
  - expect: {silence: 200ms}
  - publish: {topic: t, payload: x}
  - fault: wifi.drop,for=2s
  - fault: {name: wifi.drop, for: 2s}
  - fault: wifi.drop
    for: 2s
  - fault: {remove: wifi.drop}
  - wait: 2s
  - wait: {state: 4}
  - repeat: {times: 3, steps: [AT]}
  - within: {time: 1m, steps: [AT]}
  - parallel: [[AT], [{wait: 1ms}]]
  - reset: true
  - power: off
`);
  expect(steps.map(({ kind, line }) => `${line} ${kind}`)).toEqual([
    '2 at',
    '3 at',
    '4 at',
    '5 at',
    '6 send',
    '7 expect',
    '8 expect',
    '9 expect',
    '10 expect',
    '11 publish',
    '12 fault',
    '13 fault',
    '14 fault',
    '16 fault',
    '17 wait',
    '18 wait',
    '19 repeat',
    '20 within',
    '21 parallel',
    '22 reset',
    '23 power',
  ]);
  const faults = steps.filter((step) => step.kind === 'fault');
  expect(faults.map(({ spec }) => spec?.schedule.for)).toEqual([2000, 2000, 2000, undefined]);
  expect(faults.map(({ name }) => name)).toEqual(Array(4).fill('wifi.drop'));
  expect(steps[3]).toMatchObject({ fails: 0x6006 });
  expect(steps.at(-1)).toMatchObject({ on: false });
});

test.each([
  ['steps: []', '1: steps takes a list of AT lines and steps.'],
  ['about: nothing', '1: steps takes a list of AT lines and steps.'],
  ['- AT', '1: a scenario takes a mapping with the keys name, about, host,'],
  ['steps: [AT', '1: this YAML cannot be read: '],
  ['steps: [AT]\nsteeps: []', '2: there is no key steeps here; did you mean steps?'],
  [
    'steps: [AT]\ntopic: t',
    '2: topic belongs under swarm: now, as in swarm: {topic: …}; steps stays where it is.',
  ],
  ['steps: [AT]\ntimeout: 5', '2: timeout takes a time with its unit, such as 500ms, 10s or 2m.'],
  ['steps: [AT]\nbroker:\n  tcp: nowhere', '3: '],
  ['steps: [AT]\nfirmware: "9"', '2: firmware takes '],
  ['steps: [AT]\nsettings:\n  linkss: 2', '2: There is no setting linkss; did you mean links?'],
  [
    'steps:\n  - 5',
    '2: steps[0] takes an AT line, or a mapping with one of at, send, expect, publish, fault, wait, ',
  ],
  [
    'steps:\n  - exepct: OK',
    '2: steps[0] has none of the keys that make a step: there is no step exepct; did you mean expect?',
  ],
  [
    'steps:\n  - at: AT\n    wait: 2s',
    '2: steps[0] is one step, and at and wait are several; begin each with a dash of its own.',
  ],
  ['steps:\n  - at: AT\n    expcet: OK', '3: there is no key expcet here; did you mean expect?'],
  [
    'steps:\n  - at: AT\n    timeout: 5',
    '3: steps[0].timeout takes a time with its unit, such as 500ms, 10s or 2m.',
  ],
  ['steps:\n  - at: AT\n    fails: maybe', '3: steps[0].fails takes true, or a code such as 0x6006.'],
  [
    'steps:\n  - send: AT\n    timeout: 60s',
    '2: steps[0] has send for an AT line: write at: AT+… instead, with expect, ',
  ],
  [
    'steps:\n  - send: "‹zz›"',
    '2: in steps[0].send, ‹zz› is neither bytes in hexadecimal, as ‹ff 0a›, nor a repetition, as ‹a*300›.',
  ],
  ['steps:\n  - AT{nn}', '2: in steps[0].at, there is no placeholder {nn} here; did you mean {n}?'],
  [
    'steps:\n  - at: AT\n    expect: /(/',
    '3: in steps[0].expect, /(/ is not a regular expression: Unterminated group.',
  ],
  [
    'steps:\n  - expect: {urq: x}',
    '2: steps[0].expect takes a text, a /regular expression/, a list of them in their order, or one of urc, published and silence.',
  ],
  [
    'steps:\n  - expect:\n      published:\n        topik: t',
    '4: there is no key topik here; did you mean topic?',
  ],
  ['steps:\n  - expect: {silence: long}', '2: steps[0].expect.silence takes a time with its unit'],
  ['steps:\n  - publish:\n      topic: t\n      qos: 3', '4: steps[0].publish.qos takes 0, 1 or 2.'],
  [
    'steps:\n  - publish: {topic: a/#}',
    '2: steps[0].publish.topic takes a topic without the wildcards + and #, which only topic filters have.',
  ],
  ['steps:\n  - publish: {payload: x}', '2: steps[0].publish.topic takes a topic, a text in quotes.'],
  ['steps:\n  - fault: wifi.dropp', '2: there is no fault wifi.dropp; did you mean wifi.drop?'],
  ['steps:\n  - fault: wifi.drop\n    form: 2s', '2: '],
  [
    'steps:\n  - wait: 2',
    '2: steps[0].wait takes a time with its unit, such as 500ms, 10s or 2m, or state and link.',
  ],
  ['steps:\n  - wait: {state: 7}', '2: steps[0].wait'],
  ['steps:\n  - repeat: {times: 0, steps: [AT]}', '2: steps[0].repeat.times takes a whole number above 0.'],
  [
    'steps:\n  - repeat:\n      times: 2\n      steps:\n        - AT\n        - waits: 2s',
    '6: steps[0].repeat.steps[1] has none of the keys',
  ],
  ['steps:\n  - within: {steps: [AT]}', '2: steps[0].within.time takes a time with its unit'],
  ['steps:\n  - parallel: [[AT]]', '2: steps[0].parallel takes two or more lists of steps.'],
  [
    'steps:\n  - parallel:\n      - [AT]\n      - [nothing: 1]',
    '4: steps[0].parallel[1][0] has none of the keys',
  ],
  ['steps:\n  - reset: false', '2: steps[0].reset takes true.'],
  ['steps:\n  - power: maybe', '2: steps[0].power takes on or off.'],
])('%j: one sentence with its line and key', (text, reason) => {
  expect(() => read(text)).toThrow(`s.yaml:${reason}`);
});

test('all mistakes are told, each in a line of its own, in the order of the file', () => {
  expect(() => read('steps:\n  - AT{x}\n  - wait: 2\n  - AT\n  - power: 7\nsed: 1')).toThrow(
    /^s\.yaml:2: .*\ns\.yaml:3: .*\ns\.yaml:5: .*\ns\.yaml:6: .*$/,
  );
});

test('the same mistake of a place is told once', () => {
  expect(() => read('timeout: soon\nsteps: [AT, {wait: -1s}]')).toThrow(
    /^s\.yaml:1: timeout takes [^\n]*\ns\.yaml:2: steps\[1\]\.wait takes [^\n]*$/,
  );
});

test('what switches a fault off has its name and nothing else', () => {
  expect(() => read('steps: [{fault: {remove: uart.dealy}}, {fault: {remove: wifi.drop}, for: 2s}]')).toThrow(
    /there is no fault uart\.dealy; did you mean uart\.delay\?[^\n]*\n[^\n]*there is no key for here/,
  );
});

test('each mistake has its place, its line and what is wrong', () => {
  const mistakesIn = (text: string) => {
    try {
      read(text);
      return [];
    } catch (error) {
      return (error as ScenarioFileError).mistakes;
    }
  };
  const at = (line: number, reason: unknown) => ({
    key: 'scenario.mistakeAt',
    params: { file: 's.yaml', line, reason },
  });
  const takes = (place: string, key: string) => ({ key: 'scenario.takes', params: { place, key } });
  const unknownKey = { key: 'scenario.unknownKey', params: { key: 'stepz', nearest: 'steps' } };
  const mark = '‹zz›';
  expect(mistakesIn(`seed: -1\nstepz: []\nsteps:\n  - wait: soon\n  - send: "${mark}"`)).toEqual([
    at(1, takes('seed', 'seed')),
    at(2, unknownKey),
    at(4, takes('steps[0].wait', 'wait')),
    at(5, {
      key: 'scenario.mistakeIn',
      params: { place: 'steps[1].send', reason: { key: 'scenario.notBytes', params: { mark } } },
    }),
  ]);
});
