import type { QoS } from '#mqtt/types';
import { listTopics, type Topics, withoutTopic, withTopic } from './topics.ts';

/**
 * The states of a link, as `AT+MQTTCONN?` prints them [B-STATE-1]: 0 not initialised, 1 user configured,
 * 2 connection configured, 3 disconnected, 4 connected, 5 connected with nothing subscribed any more,
 * 6 connected and subscribed.
 */
export type LinkState = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/**
 * What is under way towards a connection: `first` a try that a command waits for, `pending` until the module can
 * connect by itself, `waiting` for the next try after a loss, `again` such a try.
 */
export type Attempt = 'none' | 'first' | 'pending' | 'waiting' | 'again';

/** All that decides how a link answers; a value, replaced and never changed. */
export interface LinkModel {
  readonly state: LinkState;
  readonly attempt: Attempt;
  /** The `<reconnect>` of the last `AT+MQTTCONN`. */
  readonly reconnect: boolean;
  /** What is subscribed, and again after a loss. */
  readonly topics: Topics;
  /** The setting `connect` has configured it, and no host has taken it over. */
  readonly bySetting: boolean;
}

/**
 * How a first try to connect came to nothing: `announced` to the hosts, not so (`unannounced`), `unsent` because it
 * could not even begin, `lost` because it took too long for the command and is a loss when the hosts have its answer.
 */
export type HowFailed = 'announced' | 'unannounced' | 'unsent' | 'lost';

/** What happens to a link. */
export type LinkInput =
  | { readonly type: 'userConfigured' }
  | { readonly type: 'connectionConfigured' }
  | { readonly type: 'connect'; readonly reconnect: boolean }
  /** The setting `connect` configures it. */
  | { readonly type: 'configuredBySetting'; readonly topics: Topics }
  /** There is all that connecting by itself needs. */
  | { readonly type: 'ready' }
  | { readonly type: 'up' }
  /** A try to connect came to nothing. */
  | { readonly type: 'failed'; readonly how?: HowFailed }
  /** A connection that was up is gone. */
  | { readonly type: 'down' }
  | { readonly type: 'retryDue' }
  | { readonly type: 'subscribed'; readonly filter: string; readonly qos: QoS }
  /** A subscription that is not listed has been answered, which leaves the link in the same state as any other. */
  | { readonly type: 'subscribedUnlisted' }
  | { readonly type: 'unsubscribed'; readonly filter: string }
  | { readonly type: 'clean' }
  /** The module restarts: everything closes without a word to the broker. */
  | { readonly type: 'reset' };

/** What the runner must do, in this order. */
export type LinkEffect =
  | 'dial'
  | 'announceConnected'
  | 'announceDisconnected'
  /** Behind the reply of the command that runs. */
  | 'announceDisconnectedLater'
  | 'scheduleRetry'
  | 'cancelRetry'
  | 'resubscribe'
  | 'disconnect'
  | 'destroy';

export interface Transition {
  readonly model: LinkModel;
  readonly effects: readonly LinkEffect[];
}

export const INITIAL: LinkModel = {
  state: 0,
  attempt: 'none',
  reconnect: false,
  topics: [],
  bySetting: false,
};

/** The link's transition function: no I/O, no time [B-STATE-1], [B-LOSS-1], [B-LOSS-2], [B-CONNECT-1]. Inputs that do not fit are ignored. */
export function transition(model: LinkModel, input: LinkInput): Transition {
  switch (input.type) {
    case 'userConfigured':
      return isIdle(model) ? to({ ...INITIAL, state: 1 }) : to(model);
    case 'connectionConfigured':
      return isIdle(model) && model.state > 0 ? to({ ...model, state: 2 }) : to(model);
    case 'connect':
      if (!isIdle(model) || model.state === 0) return to(model);
      return to({ ...model, attempt: 'first', reconnect: input.reconnect, topics: [] }, 'dial');
    case 'configuredBySetting':
      return model.state === 0
        ? to({ state: 3, attempt: 'pending', reconnect: true, topics: input.topics, bySetting: true })
        : to(model);
    case 'ready':
      return model.attempt === 'pending' ? to({ ...model, attempt: 'again' }, 'dial') : to(model);
    case 'up':
      return up(model);
    case 'failed':
      return failed(model, input.how ?? 'announced');
    case 'down':
      return isUp(model) ? lost(model, 'announceDisconnected') : to(model);
    case 'retryDue':
      return model.attempt === 'waiting' ? to({ ...model, attempt: 'again' }, 'dial') : to(model);
    case 'subscribed':
      return isUp(model)
        ? subscribed(model, withTopic(model.topics, { filter: input.filter, qos: input.qos }))
        : to(model);
    case 'subscribedUnlisted':
      return isUp(model) ? subscribed(model, model.topics) : to(model);
    case 'unsubscribed':
      return isUp(model) ? unsubscribed(model, input.filter) : to(model);
    case 'clean':
      return to(INITIAL, 'cancelRetry', 'disconnect');
    case 'reset':
      return to(INITIAL, 'cancelRetry', 'destroy');
  }
}

/** Whether the link has a connection. */
export function isUp(model: LinkModel): boolean {
  return model.state >= 4;
}

/** Whether the link may be configured: no connection, none lost, none under way. */
function isIdle(model: LinkModel): boolean {
  return model.state <= 2 && model.attempt === 'none';
}

function to(model: LinkModel, ...effects: LinkEffect[]): Transition {
  return { model, effects };
}

/** Topics are subscribed again even where the broker has kept the session [B-LOSS-3]. */
function up(model: LinkModel): Transition {
  const connected = { ...model, attempt: 'none' as const };
  if (model.attempt === 'first') return to({ ...connected, state: 4 }, 'announceConnected');
  if (model.attempt !== 'again') return to(model);
  if (isEmpty(model.topics)) return to({ ...connected, state: 4 }, 'announceConnected');
  return to({ ...connected, state: 4 }, 'announceConnected', 'resubscribe');
}

function failed(model: LinkModel, how: HowFailed): Transition {
  if (model.attempt === 'first') {
    if (how === 'unsent') return to({ ...model, attempt: 'none' });
    if (how === 'lost') return lost(model, 'announceDisconnectedLater');
    const configured: LinkModel = { ...model, state: 2, attempt: 'none' };
    return how === 'announced' ? to(configured, 'announceDisconnected') : to(configured);
  }
  if (model.attempt !== 'again') return to(model);
  return to({ ...model, attempt: 'waiting' }, 'announceDisconnected', 'scheduleRetry');
}

function lost(model: LinkModel, announce: LinkEffect): Transition {
  if (!model.reconnect) return to({ ...model, state: 3, attempt: 'none' }, announce);
  return to({ ...model, state: 3, attempt: 'waiting' }, announce, 'scheduleRetry');
}

function subscribed(model: LinkModel, topics: Topics): Transition {
  return to({ ...model, state: 6, topics });
}

function unsubscribed(model: LinkModel, filter: string): Transition {
  const topics = withoutTopic(model.topics, filter);
  return to({ ...model, topics, state: isEmpty(topics) ? 5 : 6 });
}

function isEmpty(topics: Topics): boolean {
  return listTopics(topics).length === 0;
}
