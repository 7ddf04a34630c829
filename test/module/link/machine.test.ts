import { describe, expect, test } from 'vitest';
import {
  type Attempt,
  INITIAL,
  type LinkInput,
  type LinkModel,
  type LinkState,
  transition,
} from '#module/link/machine';
import { listTopics } from '#module/link/topics';

const A = [{ filter: 'a', qos: 1 as const }];

function model(state: LinkState, attempt: Attempt = 'none', rest: Partial<LinkModel> = {}): LinkModel {
  return { ...INITIAL, state, attempt, ...rest };
}

/** Every kind of model that can come about; the name tells state, attempt and what else matters. */
const MODELS = {
  '0': INITIAL,
  '1': model(1),
  '1 first': model(1, 'first'),
  '2': model(2),
  '2 first': model(2, 'first'),
  '3': model(3, 'none', { topics: A }),
  '3 pending': model(3, 'pending', { reconnect: true, topics: A, bySetting: true }),
  '3 waiting': model(3, 'waiting', { reconnect: true, topics: A }),
  '3 again': model(3, 'again', { reconnect: true, topics: A }),
  '4': model(4),
  '4 reconnect': model(4, 'none', { reconnect: true }),
  '5': model(5),
  '6': model(6, 'none', { topics: A }),
} satisfies Record<string, LinkModel>;

type Name = keyof typeof MODELS;

const INPUTS = {
  userConfigured: { type: 'userConfigured' },
  connectionConfigured: { type: 'connectionConfigured' },
  connect: { type: 'connect', reconnect: true },
  configuredBySetting: { type: 'configuredBySetting', topics: A },
  ready: { type: 'ready' },
  up: { type: 'up' },
  failed: { type: 'failed' },
  'failed unannounced': { type: 'failed', how: 'unannounced' },
  'failed unsent': { type: 'failed', how: 'unsent' },
  'failed as a loss': { type: 'failed', how: 'lost' },
  down: { type: 'down' },
  retryDue: { type: 'retryDue' },
  'subscribed b': { type: 'subscribed', filter: 'b', qos: 2 },
  subscribedUnlisted: { type: 'subscribedUnlisted' },
  'unsubscribed a': { type: 'unsubscribed', filter: 'a' },
} satisfies Record<string, LinkInput>;

/** State and attempt, then the effects; what is not listed changes nothing and has no effect. */
const TABLE: Readonly<Record<keyof typeof INPUTS, Partial<Record<Name, string>>>> = {
  userConfigured: { '0': '1', '1': '1', '2': '1' },
  connectionConfigured: { '1': '2', '2': '2' },
  connect: { '1': '1 first: dial', '2': '2 first: dial' },
  configuredBySetting: { '0': '3 pending' },
  ready: { '3 pending': '3 again: dial' },
  up: {
    '1 first': '4: announceConnected',
    '2 first': '4: announceConnected',
    '3 again': '4: announceConnected resubscribe',
  },
  failed: {
    '1 first': '2: announceDisconnected',
    '2 first': '2: announceDisconnected',
    '3 again': '3 waiting: announceDisconnected scheduleRetry',
  },
  'failed unannounced': {
    '1 first': '2',
    '2 first': '2',
    '3 again': '3 waiting: announceDisconnected scheduleRetry',
  },
  'failed unsent': {
    '1 first': '1',
    '2 first': '2',
    '3 again': '3 waiting: announceDisconnected scheduleRetry',
  },
  'failed as a loss': {
    '1 first': '3: announceDisconnectedLater',
    '2 first': '3: announceDisconnectedLater',
    '3 again': '3 waiting: announceDisconnected scheduleRetry',
  },
  down: {
    '4': '3: announceDisconnected',
    '4 reconnect': '3 waiting: announceDisconnected scheduleRetry',
    '5': '3: announceDisconnected',
    '6': '3: announceDisconnected',
  },
  retryDue: { '3 waiting': '3 again: dial' },
  'subscribed b': { '4': '6', '4 reconnect': '6', '5': '6', '6': '6' },
  subscribedUnlisted: { '4': '6', '4 reconnect': '6', '5': '6', '6': '6' },
  'unsubscribed a': { '4': '5', '4 reconnect': '5', '5': '5', '6': '5' },
};

describe.each(Object.keys(INPUTS) as (keyof typeof INPUTS)[])('%s', (input) => {
  test.each(Object.keys(MODELS) as Name[])('in %s', (name) => {
    const before = MODELS[name];
    const { model: after, effects } = transition(before, INPUTS[input]);
    const expected = TABLE[input][name];
    if (expected === undefined) {
      expect(after).toEqual(before);
      expect(effects).toEqual([]);
      return;
    }
    const attempt = after.attempt === 'none' ? '' : ` ${after.attempt}`;
    expect(`${after.state}${attempt}${effects.length > 0 ? ': ' : ''}${effects.join(' ')}`).toBe(expected);
  });
});

test.each(Object.keys(MODELS) as Name[])('clean and reset lead from %s to the beginning', (name) => {
  expect(transition(MODELS[name], { type: 'clean' })).toEqual({
    model: INITIAL,
    effects: ['cancelRetry', 'disconnect'],
  });
  expect(transition(MODELS[name], { type: 'reset' })).toEqual({
    model: INITIAL,
    effects: ['cancelRetry', 'destroy'],
  });
});

describe('topics', () => {
  const { model: subscribed } = transition(MODELS['6'], INPUTS['subscribed b']);

  test('are kept in the order of their subscription, and a new QoS does not move one', () => {
    const { model: renewed } = transition(subscribed, { type: 'subscribed', filter: 'a', qos: 0 });
    expect(renewed.topics).toEqual([
      { filter: 'a', qos: 0 },
      { filter: 'b', qos: 2 },
    ]);
  });

  test('leave their places free, for the next one', () => {
    const { model: freed } = transition(subscribed, INPUTS['unsubscribed a']);
    const { model: used } = transition(freed, { type: 'subscribed', filter: 'c', qos: 1 });
    expect(listTopics(used.topics).map(({ filter }) => filter)).toEqual(['c', 'b']);
  });

  test('stay when the connection is lost, and come back with it', () => {
    const { model: lost } = transition({ ...subscribed, reconnect: true }, INPUTS.down);
    const { model: back } = transition(transition(lost, INPUTS.retryDue).model, INPUTS.up);
    expect(lost.topics).toEqual(subscribed.topics);
    expect(back.topics).toEqual(subscribed.topics);
  });

  test('are forgotten by a new configuration and a new connection', () => {
    const left = model(2, 'none', { topics: A });
    expect(transition(left, INPUTS.userConfigured).model).toEqual(model(1));
    expect(transition(left, INPUTS.connect).model.topics).toEqual([]);
  });

  test('one of two unsubscribed leaves the link in state 6', () => {
    expect(transition(subscribed, INPUTS['unsubscribed a']).model.state).toBe(6);
  });
});

test('a link that comes back without topics has nothing to subscribe', () => {
  const again = model(3, 'again', { reconnect: true });
  expect(transition(again, INPUTS.up)).toEqual({
    model: model(4, 'none', { reconnect: true }),
    effects: ['announceConnected'],
  });
});

test('models are values: a step changes none', () => {
  const before = structuredClone(MODELS['6']);
  transition(MODELS['6'], INPUTS['subscribed b']);
  transition(MODELS['6'], INPUTS['unsubscribed a']);
  expect(MODELS['6']).toEqual(before);
});
