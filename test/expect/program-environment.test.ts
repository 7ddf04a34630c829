import { expect, test } from 'vitest';
import type { Endpoints } from '#app/endpoints';
import { environmentFor } from '#expect/program-environment';

const PTY = { kind: 'pty', path: '/dev/pts/3' } as const;
const LINKED = { kind: 'pty', path: '/dev/pts/4', link: '/tmp/sensor' } as const;
const tcp = (host: string, port: number) => ({ kind: 'tcp', host, port }) as const;

function endpoints(modules: Endpoints['modules'], broker?: string): Endpoints {
  return broker === undefined ? { modules } : { modules, broker: { url: broker, urls: [broker] } };
}

test('one module: where it is, and the broker', () => {
  const ports = [LINKED, PTY, tcp('127.0.0.1', 3333), tcp('127.0.0.1', 3334)];
  const env = environmentFor(endpoints([{ name: 'module0', ports }], 'mqtt://127.0.0.1:1883'), {
    HOME: '/root',
  });
  expect(env).toEqual({
    HOME: '/root',
    ATMQTT_TTY: '/tmp/sensor',
    ATMQTT_TCP: '127.0.0.1:3333',
    ATMQTT_BROKER: 'mqtt://127.0.0.1:1883',
  });
});

test('several modules: each by its name as well', () => {
  const modules = [
    { name: 'rearGate.a-b', ports: [tcp('127.0.0.1', 1)] },
    { name: 'sensor', ports: [PTY, tcp('127.0.0.1', 2)] },
  ];
  expect(environmentFor(endpoints(modules), {})).toEqual({
    ATMQTT_TTY: '/dev/pts/3',
    ATMQTT_TCP: '127.0.0.1:1',
    ATMQTT_TCP_REAR_GATE_A_B: '127.0.0.1:1',
    ATMQTT_TTY_SENSOR: '/dev/pts/3',
    ATMQTT_TCP_SENSOR: '127.0.0.1:2',
  });
});

test('what is inherited and not true here is left out; other variables stay', () => {
  const inherited = {
    ATMQTT_TTY: '/old',
    ATMQTT_TCP_X: 'old',
    ATMQTT_BROKER: 'mqtt://old',
    ATMQTT_BROKER_TCP: '1883',
    ATMQTT_LINKS: '2',
  };
  expect(environmentFor(endpoints([{ name: 'module0', ports: [] }]), inherited)).toEqual({
    ATMQTT_BROKER_TCP: '1883',
    ATMQTT_LINKS: '2',
  });
});

test.each([
  ['0.0.0.0', '127.0.0.1:7'],
  ['::', '[::1]:7'],
  ['::1', '[::1]:7'],
])('%s can be reached at %s', (host, address) => {
  expect(environmentFor(endpoints([{ name: 'module0', ports: [tcp(host, 7)] }]), {})).toEqual({
    ATMQTT_TCP: address,
  });
});

test('a port that dials is nobody’s address', () => {
  const ports = [{ ...tcp('10.0.0.1', 7), dials: true as const }];
  expect(environmentFor(endpoints([{ name: 'module0', ports }]), {})).toEqual({});
});
