import { describe, expect, test } from 'vitest';
import type { ModuleUnit } from '#app/module-unit';
import { errorCode, executionCode } from '#at/codes';
import { type Message, message, textOf } from '#messages/message';
import { nameOfCode } from '#metrics/code-name';
import { RunMetrics } from '#metrics/run-metrics';
import { readinessOf } from '#metrics/status';
import { ManualClock } from '#testing/manual-clock';
import { bareModule } from '../support/bare-module.ts';

/** What keeps a run of one module from being ready; its links are in these states. */
function running({
  wanted = [],
  away,
  states = [],
}: {
  wanted?: { what: Message; reason: Message }[];
  away?: Message;
  states?: number[];
} = {}) {
  const metrics = new RunMetrics(new ManualClock());
  const { module } = bareModule();
  const links = states.map((state, id) => ({ id, model: { state } }));
  metrics.runs({
    modules: [
      {
        module: Object.create(module, { links: { value: links } }),
        unit: {} as ModuleUnit,
        flash: undefined,
        ports: [{ info: { kind: 'tcp', host: '127.0.0.1', port: 3333, dials: true }, away }],
        forks: { name: 'fork', units: [] },
      },
    ],
    wanted,
    broker: undefined,
    brokerFaults: undefined,
    reset() {},
  });
  return metrics;
}

const told = (why: Message) => ({ ...why, text: textOf(why) });

describe('what keeps a run from being ready', () => {
  test('nothing', () => {
    expect(readinessOf(running({ states: [0, 4, 5, 6] }))).toEqual({ ready: true, notReady: [] });
  });

  test('its start and its end', () => {
    const metrics = new RunMetrics(new ManualClock());
    expect(readinessOf(metrics).notReady).toEqual([
      { what: 'starting', why: told(message('metrics.starting')) },
    ]);
    metrics.stops();
    expect(readinessOf(metrics).notReady).toEqual([
      { what: 'stopping', why: told(message('metrics.stopping')) },
    ]);
  });

  test('a device that is waited for, a port whose host is away, and a link that is not connected', () => {
    const wanted = {
      what: message('app.thePort', { spec: 'serial:/dev/x' }),
      reason: message('platform.noNetwork'),
    };
    const away = message('ports.notConnected');
    const metrics = running({ wanted: [wanted], away, states: [2, 4] });
    const reason = message('link.powerOff');
    metrics.observer('bare').linkState?.({ link: 0, from: 1, to: 2, reason });
    expect(readinessOf(metrics).notReady).toEqual([
      { what: 'waiting', why: told(message('metrics.waiting', wanted)) },
      {
        what: 'port',
        module: 'bare',
        port: 'tcp:127.0.0.1:3333',
        why: told(message('metrics.portAway', { module: 'bare', port: 'tcp:127.0.0.1:3333', why: away })),
      },
      {
        what: 'link',
        module: 'bare',
        link: 0,
        state: 2,
        why: told(message('metrics.linkDown', { module: 'bare', link: 0, reason })),
      },
    ]);
  });
});

test.each([
  [executionCode(0x6006), '0x010a6006', 'AT_MQTT_NULL_LINK'],
  [errorCode('busy'), '0x010b0000', textOf(message('codeMeaning.busy'))],
  [errorCode('parse', 2), '0x01080002', textOf(message('codeMeaning.parse'))],
  [0x01ff0000, '0x01ff0000', textOf(message('metrics.unknownCode'))],
  [0x02000000, '0x02000000', textOf(message('metrics.unknownCode'))],
])('failures are counted under the code and its name: %i', (number, code, name) => {
  expect(nameOfCode(number)).toEqual({ code, name });
});
