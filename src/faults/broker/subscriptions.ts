import { NOTHING } from '#bytes/keep';
import { REFUSED, readReturnCodes, writeSuback } from '#mqtt/codec/suback';
import { readSubscribe, type Subscription, writeSubscriptions } from '#mqtt/codec/subscribe';
import type { QoS } from '#mqtt/types';
import type { Deliveries, InventedMessage } from './deliveries.ts';
import { encode } from './encode.ts';
import { ExpectedAnswers } from './expected-answers.ts';
import { matches, topicOf } from './topics.ts';
import type { Wire } from './wire.ts';

/** What is done to a SUBACK. */
interface SubackPlan {
  /** For each filter that was asked for, whether it is refused. */
  readonly refused: readonly boolean[];
  readonly withheld: boolean;
  readonly before: readonly InventedMessage[];
  readonly after: readonly InventedMessage[];
}

/** What a client subscribes to, and the broker's answers. */
export class Subscriptions {
  readonly #wire: Wire;
  readonly #deliveries: Deliveries;
  readonly #subacks = new ExpectedAnswers<SubackPlan>();
  readonly #unsubacks = new ExpectedAnswers<'withhold'>();

  constructor(wire: Wire, deliveries: Deliveries) {
    this.#wire = wire;
    this.#deliveries = deliveries;
  }

  /** The client subscribes. @returns whether the packet goes on as it is */
  subscribe(packet: Uint8Array, headerBytes: number): boolean {
    const { id, subscriptions } = readSubscribe(packet, headerBytes, packet.length);
    const filters = subscriptions.map(({ filter }) => Buffer.from(filter).toString());
    const withheld = this.#wire.take('broker.noSuback', ({ topic }) => concernsAny(topic, filters));
    if (withheld?.parameters.reaches === false) return false;
    const answers = subscriptions.map(({ qos }, index) => this.#granted(filters[index] ?? '', qos));
    const refused = answers.map((qos) => qos === undefined);
    const plan = { refused, withheld: withheld !== undefined, ...this.#surprises(filters) };
    const asked = subscriptions.flatMap(({ filter }, index): Subscription[] => {
      const qos = answers[index];
      return qos === undefined ? [] : [{ filter, qos }];
    });
    if (asked.length === 0) {
      this.#answer(id, plan, NOTHING);
      return false;
    }
    const planned = plan.withheld || refused.includes(true) || plan.before.length + plan.after.length > 0;
    this.#subacks.expect(id, planned ? plan : undefined);
    if (asked.length === subscriptions.length && asked.every(({ qos }, i) => qos === subscriptions[i]?.qos))
      return true;
    this.#wire.toBroker(encode((output) => writeSubscriptions(output, id, asked)));
    return false;
  }

  /** SUBACK came from the broker. @returns whether it goes on as it is */
  subscribed(packet: Uint8Array, headerBytes: number): boolean {
    const { id, codes } = readReturnCodes(packet, headerBytes, packet.length);
    const plan = this.#subacks.take(id);
    if (plan === undefined) return true;
    this.#answer(id, plan, codes);
    return false;
  }

  /** The client unsubscribes. @returns whether it goes on */
  unsubscribe(id: number): boolean {
    const withheld = this.#wire.take('broker.noUnsuback');
    if (withheld?.parameters.reaches === false) return false;
    this.#unsubacks.expect(id, withheld && 'withhold');
    return true;
  }

  /** UNSUBACK came from the broker. @returns whether it goes on */
  unsubscribed(id: number): boolean {
    return this.#unsubacks.take(id) !== 'withhold';
  }

  /** The QoS that a filter is to have; undefined: the broker refuses it. */
  #granted(filter: string, qos: QoS): QoS | undefined {
    const fault = this.#wire.take('broker.suback', ({ topic }) => concernsAny(topic, [filter]));
    const limit = this.#wire.find('broker.pubackForQos2') === undefined ? 2 : 1;
    if (fault === undefined) return Math.min(qos, limit) as QoS;
    const { qos: granted } = fault.parameters;
    return granted === undefined ? undefined : (Math.min(qos, limit, granted) as QoS);
  }

  /** Retained messages that nobody expects. */
  #surprises(filters: readonly string[]): Pick<SubackPlan, 'before' | 'after'> {
    const before: InventedMessage[] = [];
    const after: InventedMessage[] = [];
    for (const filter of filters) {
      const fault = this.#wire.take('broker.retained', ({ topic }) => concernsAny(topic, [filter]));
      if (fault === undefined) continue;
      const { payload, qos, before: early } = fault.parameters;
      const list = early ? before : after;
      list.push({ topic: topicOf(filter), payload: Buffer.from(payload), qos: qos as QoS, retain: true });
    }
    return { before, after };
  }

  #answer(id: number, plan: SubackPlan, codes: Uint8Array): void {
    for (const message of plan.before) this.#deliveries.invent(message);
    if (!plan.withheld) {
      let next = 0;
      const merged = plan.refused.map((refused) => (refused ? REFUSED : (codes[next++] ?? REFUSED)));
      this.#wire.toClient(encode((output) => writeSuback(output, id, merged)));
    }
    for (const message of plan.after) this.#deliveries.invent(message);
  }
}

function concernsAny(topic: string | undefined, filters: readonly string[]): boolean {
  return topic === undefined || filters.some((filter) => matches(topic, filter));
}
