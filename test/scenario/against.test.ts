import { expect, onTestFinished, test } from 'vitest';
import { createModule } from '#library/create-module';
import { checkPlayable } from '#scenario/check-playable';
import { parseScenario } from '#scenario/read/read-scenario';
import { freePort } from '../../tools/free-port.js';
import { outcomeOf, played } from './play.ts';

/** A module that has nothing to do with what plays, on a port of its own. */
async function openModule(spec: string): Promise<string> {
  const module = createModule();
  onTestFinished(() => module.powerOff());
  const { info } = await module.openPort(spec);
  module.powerOn();
  return info.kind === 'tcp' ? `tcp:127.0.0.1:${info.port}` : `pty:${info.kind === 'pty' ? info.path : ''}`;
}

const JOURNEY = `timeout: 5s
steps:
  - ATE0
  - AT+SYSLOG=1
  - AT+MQTTUSERCFG=0,1,"{id}","","",0,0,""
  - {at: 'AT+MQTTCONN=0,"{broker.host}",{broker.port},0', expect: +MQTTCONNECTED}
  - wait: {state: 4}
  - AT+MQTTSUB=0,"t",1
  - wait: {state: 6}
  - publish: {topic: t, payload: "a⏎OK⏎b"}
  - expect: {urc: +MQTTSUBRECV, data: "a⏎OK⏎b"}
  - {at: 'AT+MQTTPUBRAW=0,"u",{length},1,0', data: hello}
  - expect: {published: {topic: u, payload: hello}}
  - fault: broker.connack,code=5
  - reset: true
  - expect: [ready, WIFI GOT IP]
  - AT+MQTTUSERCFG=0,1,"{id}","","",0,0,""
  - {at: 'AT+MQTTCONN=0,"{broker.host}",{broker.port},0', fails: true}
`;

test.each(['tcp-listen:0', 'pty'])(
  'a module at %s is played against as the one of this process is',
  async (spec) => {
    const against = await openModule(spec);
    expect(await outcomeOf(JOURNEY, { against })).toBeUndefined();
    // Every scenario begins with a restart.
    expect(
      await outcomeOf('steps:\n  - {at: AT+GMR, expect: [AT+GMR, AT version]}', { against }),
    ).toBeUndefined();
  },
);

test('hardware that must reach the broker is told where it is', async () => {
  const port = await freePort();
  const text = `steps:\n  - AT+MQTTUSERCFG=0,1,"{id}","","",0,0,""\n  - at: AT+MQTTCONN=0,"{broker.host}",{broker.port},0\n    expect: '+MQTTCONNECTED:0,1,"127.0.0.1","${port}"'`;
  const brokerAt = { host: '127.0.0.1', port };
  expect(await outcomeOf(text, { against: await openModule('tcp-listen:0'), brokerAt })).toBeUndefined();
});

test('a failure there is told with what came', async () => {
  const against = await openModule('tcp-listen:0');
  const { failed, traffic } = await played('steps:\n  - AT+NONSENSE', { against });
  expect(failed?.failure.message).toBe('The answer was ERROR.');
  expect(traffic.join('\n')).toMatch(/> AT\+NONSENSE\n[\s\S]*< ERROR$/);
});

test('a state that a module elsewhere is not in is told', async () => {
  const against = await openModule('tcp-listen:0');
  expect(await outcomeOf('timeout: 300ms\nsteps:\n  - wait: {state: 4}', { against })).toBe(
    '3: Link 0 was not in state 4 within 300 ms; it is in 0.',
  );
});

test('a module that goes ends the scenario at once', async () => {
  const module = createModule();
  onTestFinished(() => module.powerOff());
  const { info } = await module.openPort('tcp-listen:0');
  module.powerOn();
  const against = `tcp:127.0.0.1:${info.kind === 'tcp' ? info.port : 0}`;
  const outcome = outcomeOf('steps:\n  - AT\n  - {expect: nothing, timeout: 1m}', { against });
  setTimeout(() => void module.powerOff(), 500);
  expect(await outcome).toBe('3: The port was closed.');
});

test.each([
  [
    'fault: wifi.drop',
    's.yaml:2: fault wifi.drop is not possible with the module at tcp:h:1, which atmqtt does not control; --skip-faults skips it.',
  ],
  ['power: off', 's.yaml:2: power off is not possible with the module at tcp:h:1, '],
  ['repeat: {times: 2, steps: [{power: off}]}', 's.yaml:2: power off is not possible'],
])('%s is refused before anything begins, or left out', (step, reason) => {
  const scenario = parseScenario(`steps:\n  - ${step}\n  - AT`, 's.yaml');
  const options = { against: 'tcp:h:1', plays: 'host' } as const;
  expect(() => checkPlayable(scenario, options, false)).toThrow(reason);
  const { scenario: left, skipped } = checkPlayable(scenario, options, true);
  expect(left.steps.at(-1)?.shown).toBe('AT');
  expect(skipped).toMatchObject([
    {
      key: 'scenario.leftOut',
      params: {
        file: 's.yaml',
        line: 2,
        reason: { key: 'scenario.notAgainst', params: { port: 'tcp:h:1' } },
      },
    },
  ]);
});

test('settings are refused for a module elsewhere, and a fault of the embedded broker is not', () => {
  const options = { against: 'tcp:h:1', plays: 'host' } as const;
  const text = 'steps: [{fault: "broker.connack"}]';
  expect(checkPlayable(parseScenario(text, 's.yaml'), options, false).skipped).toEqual([]);
  expect(() => checkPlayable(parseScenario(`firmware: "2.2"\n${text}`, 's.yaml'), options, false)).toThrow(
    's.yaml:1: settings, firmware and follow are not possible with the module at tcp:h:1',
  );
  expect(() => checkPlayable(parseScenario(`broker: false\n${text}`, 's.yaml'), options, false)).toThrow(
    's.yaml:2: fault broker.connack is not possible',
  );
});

test('a placeholder that has no listener is refused', () => {
  const options = { against: undefined, plays: 'host' } as const;
  const text =
    'broker: {tls: true}\nsteps:\n  - AT+X={broker.tlsPort}\n  - repeat: {times: 2, steps: ["AT+X={broker.port}"]}\n  - expect: "{broker.wsPort}"';
  expect(() => checkPlayable(parseScenario(text, 's.yaml'), options, false)).toThrow(
    's.yaml:4: {broker.port} needs a listener, but this scenario has none of that kind: add tcp: true under broker.\n' +
      's.yaml:5: {broker.wsPort} needs a listener, but this scenario has none of that kind: add ws: true under broker.',
  );
});

test('what needs the broker is refused where there is none', () => {
  const options = { against: undefined, plays: 'host' } as const;
  const scenario = parseScenario(
    'broker: false\nsteps:\n  - publish: {topic: t}\n  - expect: {published: {topic: t}}',
    's.yaml',
  );
  expect(() => checkPlayable(scenario, options, false)).toThrow(
    /^s\.yaml:3: publish topic t needs the embedded broker, but this scenario has broker: false\.\ns\.yaml:4: expect published topic t needs/,
  );
});
