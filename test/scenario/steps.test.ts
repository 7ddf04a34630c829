import { describe, expect, test } from 'vitest';
import { outcomeOf, played } from './play.ts';

const CONNECTED = `
  - ATE0
  - AT+SYSLOG=1
  - AT+MQTTUSERCFG=0,1,"{id}","","",0,0,""
  - AT+MQTTCONN=0,"{broker.host}",{broker.port},1`;
const steps = (...lines: readonly string[]): string =>
  `timeout: 2s\nsteps:${CONNECTED}\n${lines.map((each) => `  - ${each}`).join('\n')}`;
const few = (...lines: readonly string[]): string =>
  `timeout: 300ms\nsteps:\n${lines.map((each) => `  - ${each}`).join('\n')}`;

test.each([
  ['a line is answered OK', few('AT')],
  [
    'what comes back, in its order, whatever the echo is',
    few('{at: AT+GMR, expect: [AT version, /SDK version:.*/]}'),
  ],
  ['a failure that is asked for', few('{at: AT+NONSENSE, fails: true}')],
  ['a failure as a text', few('{at: AT+NONSENSE, expect: ERROR}')],
  [
    'a code, of the manual or whole',
    few(
      'ATE0',
      'AT+SYSLOG=1',
      '{at: "AT+MQTTPUB=0,\\"t\\",\\"x\\",0,0", fails: 0x6006}',
      '{at: "AT+MQTTPUB=0,\\"t\\",\\"x\\",0,0", fails: 0x010a6006}',
    ),
  ],
  ['bytes as they are', few('ATE0', 'send: "AT⏎AT␍␊"', 'expect: [OK, OK]', 'expect: {silence: 50ms}')],
  ['no answer at all', few('ATE0', 'send: AT', 'expect: {silence: 50ms}', 'send: ⏎', 'expect: OK')],
  ['a wait', few('wait: 20ms')],
  [
    'a reset, whose output stays to be expected',
    few('AT', 'reset: true', 'expect: ready', 'expect: WIFI GOT IP', 'AT'),
  ],
  [
    'power off and on: the module hears nothing meanwhile',
    few(
      'ATE0',
      'power: off',
      'send: AT⏎',
      'expect: {silence: 50ms}',
      'power: on',
      'expect: [ready, WIFI GOT IP]',
      'AT',
    ),
  ],
  [
    'rounds with their number',
    few('ATE0', 'repeat: {times: 3, steps: [{at: "AT+SYSSTORE?", expect: OK}, {wait: "1ms"}]}'),
  ],
  ['steps in time', few('within: {time: 5s, steps: [AT, AT]}')],
  [
    'steps side by side, one command at a time',
    few('ATE0', 'parallel: [[AT, AT+GMR], [AT, {wait: 10ms}, AT], [{expect: AT version}]]', 'AT'),
  ],
])('%s', async (_what, text) => {
  expect(await outcomeOf(text)).toBeUndefined();
});

describe('with the broker', () => {
  test.each([
    [
      'what a client publishes',
      steps('AT+MQTTPUB=0,"t","x",1,0', 'expect: {published: {topic: t, payload: x, qos: 1, retain: false}}'),
    ],
    [
      'data at the prompt',
      steps(
        '{at: "AT+MQTTPUBRAW=0,\\"t\\",{length},1,0", data: "a⏎OK⏎b"}',
        'expect: {published: {topic: t, payload: "a⏎OK⏎b"}}',
      ),
    ],
    [
      'what the broker publishes',
      steps(
        'AT+MQTTSUB=0,"t/#",1',
        'publish: {topic: t/a, payload: "1, 2"}',
        'expect: {urc: +MQTTSUBRECV, LinkID: 0, topic: t/a, data: "1, 2"}',
      ),
    ],
    [
      'a message that came before the end of an answer is not lost',
      steps(
        'AT+MQTTSUB=0,"t",1',
        'AT+MQTTPUB=0,"t","x",1,0',
        'AT+MQTTPUB=0,"t","y",1,0',
        'AT',
        'expect: {urc: +MQTTSUBRECV, data: y}',
        'expect: {urc: +MQTTSUBRECV, data: x}',
      ),
    ],
    [
      'a payload that looks like an answer ends nothing',
      steps(
        'AT+MQTTSUB=0,"t",1',
        'AT+MQTTPUB=0,"t","\\nOK",1,0',
        'publish: {topic: t, payload: "⏎ERROR⏎"}',
        'repeat: {times: 5, steps: [AT]}',
      ),
    ],
    ['the state of a link', steps('wait: {state: 4}', 'AT+MQTTSUB=0,"t",1', 'wait: {state: 6, link: 0}')],
    [
      'a fault that begins and ends',
      steps(
        'fault: wifi.drop',
        'expect: WIFI DISCONNECT',
        'wait: {state: 3}',
        'fault: {remove: wifi.drop}',
        '{expect: [WIFI GOT IP, +MQTTCONNECTED], timeout: 10s}',
      ),
    ],
    [
      'a fault that needs parameters ends without them',
      steps('fault: uart.delay,time=1h', 'send: AT⏎', 'fault: {remove: uart.delay}', 'expect: OK'),
    ],
    [
      'a fault of the broker',
      `steps:\n  - ATE0\n  - AT+SYSLOG=1\n  - fault: broker.connack,code=5\n  - AT+MQTTUSERCFG=0,1,"{id}","","",0,0,""\n  - at: AT+MQTTCONN=0,"{broker.host}",{broker.port},0\n    fails: true\n  - fault: {remove: broker.connack}\n  - AT+MQTTCONN=0,"{broker.host}",{broker.port},0`,
    ],
  ])('%s', async (_what, text) => {
    expect(await outcomeOf(text)).toBeUndefined();
  });
});

test.each([
  [
    'ERROR where OK was due',
    few('ATE0', 'AT+SYSLOG=1', 'AT+NONSENSE'),
    '5: The answer was ERROR, 0x01090000.',
  ],
  [
    'OK where ERROR was due',
    few('{at: AT, fails: true}'),
    '3: The answer was OK, and should have been ERROR.',
  ],
  [
    'another code',
    few('ATE0', 'AT+SYSLOG=1', '{at: AT+NONSENSE, fails: 0x6006}'),
    '5: ERROR came with 0x01090000, and should have had 0x010a6006 ',
  ],
  [
    'no code',
    few('{at: AT+NONSENSE, fails: 0x6006}'),
    '3: ERROR came without a code, and should have had 0x010a6006 AT_MQTT_NULL_LINK; AT+SYSLOG=1 before it shows codes.',
  ],
  ['a text that does not come', few('expect: nothing'), '3: "nothing" did not come within 300 ms.'],
  [
    'an expression that does not fit',
    few('{at: AT, expect: /N.T/, timeout: 50ms}'),
    '3: /N.T/ did not come within 50 ms.',
  ],
  ['no prompt', few('{at: AT, data: x}'), '3: No prompt > came within 300 ms.'],
  [
    'no silence',
    few('ATE0', 'send: AT⏎', 'expect: {silence: 50ms}'),
    '5: Something came, but nothing should have come for 50 ms.',
  ],
  [
    'a restart in place of an answer',
    few('fault: module.resetDuring,command=AT+GMR,moment=start,count=1', 'AT+GMR'),
    '4: The module restarted and wrote ready instead of an answer.',
  ],
  [
    'a URC with another field',
    few('reset: true', 'expect: {urc: WIFI GOT IP, no: 1}'),
    '4: expect urc WIFI GOT IP no 1: it did not come within 300 ms; of that name came WIFI GOT IP.',
  ],
  [
    'what nobody published',
    few('expect: {published: {topic: t}}'),
    '3: expect published topic t: it did not come within 300 ms; nothing was published.',
  ],
  ['another state', few('wait: {state: 4}'), '3: Link 0 was not in state 4 within 300 ms; it is in 0.'],
  [
    'too late as a whole',
    few('within: {time: 60ms, steps: [{wait: 20ms}, {wait: 80ms}]}'),
    '3: The 60 ms of line 3 were over before its steps were.',
  ],
  [
    'too late for a wait inside',
    few('within: {time: 60ms, steps: [{expect: nothing}]}'),
    '3: "nothing" did not come within 60 ms, the time of line 3.',
  ],
  [
    'one of several side by side',
    few('parallel:\n      - [{wait: 30s}]\n      - - AT\n        - expect: nothing'),
    '6: "nothing" did not come within 300 ms.',
  ],
])('%s fails with its line', async (_what, text, reason) => {
  expect(await outcomeOf(text)).toContain(reason);
});

test('of a failure what came and what was wanted are known, and what was not reached', async () => {
  const { failed, outcomes, traffic } = await played(few('{at: AT+CWMODE?, expect: "+CWMODE:2"}', 'AT'));
  expect(failed?.failure.wanted?.text).toBe('+CWMODE:2');
  expect(failed?.failure.wanted?.came.toString()).toContain('+CWMODE:1\r\n');
  expect(outcomes).toHaveLength(1);
  expect(traffic.join('\n')).toMatch(/> AT\+CWMODE\?\n.*< AT\+CWMODE\?\n.*< \+CWMODE:1\n/);
});

test('passwords are not shown', async () => {
  const { traffic } = await played(few('ATE0', 'AT+MQTTUSERCFG=0,1,"me","user","secret-word",0,0,""'));
  expect(traffic.join('\n')).toContain('> AT+MQTTUSERCFG=0,1,"me","user","***",0,0,""');
  expect(traffic.join('\n')).not.toContain('secret-word');
});
