import { changePublish, type Publish } from '#mqtt/codec/publish';
import type { Cancel, Timers } from '#time/timers';
import { ExpectedAnswers } from './expected-answers.ts';
import { matches } from './topics.ts';
import type { Wire } from './wire.ts';

/** What is done to an answer; a number: it comes so many milliseconds later. */
type Fate = 'pass' | 'withhold' | 'double' | number;

interface LateAck {
  readonly packet: Uint8Array;
  due: boolean;
}

/** The messages that a client publishes, and the broker's acknowledgements of them. */
export class Publishes {
  readonly #wire: Wire;
  readonly #timers: Timers;
  readonly #pubacks = new ExpectedAnswers<Fate>();
  readonly #pubrecs = new ExpectedAnswers<Fate>();
  readonly #pubrels = new ExpectedAnswers<Fate>();
  /** PUBACK that come later, and those behind them, because their order is that of the messages [MQTT-4.6.0-2]. */
  readonly #late: LateAck[] = [];
  readonly #cancels = new Set<Cancel>();

  constructor(wire: Wire, timers: Timers) {
    this.#wire = wire;
    this.#timers = timers;
  }

  /** The client publishes. @returns whether the packet goes on as it is */
  published(packet: Uint8Array, headerBytes: number, { qos, id, topic, dup }: Publish): boolean {
    if (qos === 0) return true;
    // Not every client answers a second PUBREC.
    if (!dup) this.#pubrels.forget(id);
    const concerns = (parameters: { topic?: string | undefined }): boolean =>
      parameters.topic === undefined || matches(parameters.topic, Buffer.from(topic).toString());
    const lowered = qos === 2 && this.#wire.take('broker.pubackForQos2', concerns) !== undefined;
    const answers = qos === 1 || lowered ? this.#pubacks : this.#pubrecs;
    const withheld = this.#wire.take(
      answers === this.#pubacks ? 'broker.noPuback' : 'broker.noPubrec',
      concerns,
    );
    if (withheld?.parameters.reaches === false) return false;
    answers.expect(id, withheld === undefined ? this.#fateOf(answers, concerns) : 'withhold');
    if (!lowered) return true;
    this.#wire.toBroker(changePublish(packet, headerBytes, { qos: 1 }));
    return false;
  }

  /** PUBREL came from the client. @returns whether it goes on */
  released(id: number): boolean {
    return this.#pubrels.take(id) !== 'withhold';
  }

  /** PUBACK came from the broker. @returns whether it goes on */
  acknowledged(packet: Uint8Array, id: number): boolean {
    const fate = this.#pubacks.take(id);
    if (fate === undefined && this.#late.length === 0) return true;
    if (typeof fate === 'number') this.#holdBack(packet, fate);
    const times = { pass: 1, double: 2, withhold: 0 }[
      typeof fate === 'number' ? 'withhold' : (fate ?? 'pass')
    ];
    for (let i = 0; i < times; i++) this.#late.push({ packet, due: true });
    this.#release();
    return false;
  }

  /** PUBREC came from the broker. @returns whether it goes on */
  recorded(packet: Uint8Array, id: number): boolean {
    const fate = this.#pubrecs.take(id);
    if (fate === 'withhold') return false;
    this.#pubrels.expect(id, fate === 'double' ? 'pass' : undefined);
    if (fate !== 'double') return true;
    this.#wire.toClient(packet);
    // The broker has sent one PUBREC, so that one PUBREL is for it.
    this.#pubrels.expect(id, 'withhold');
    return true;
  }

  /** PUBCOMP came from the broker. @returns whether it goes on */
  completed(): boolean {
    return this.#wire.take('broker.noPubcomp') === undefined;
  }

  /** What is late comes at once. */
  hurry(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
    for (const late of this.#late) late.due = true;
    this.#release();
  }

  /** The connection is gone. */
  close(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
    this.#late.length = 0;
  }

  #fateOf(
    answers: ExpectedAnswers<Fate>,
    concerns: (parameters: { topic?: string | undefined }) => boolean,
  ): Fate | undefined {
    if (answers === this.#pubrecs)
      return this.#wire.take('broker.doublePubrec', concerns) === undefined ? undefined : 'double';
    const late = this.#wire.take('broker.latePuback', concerns);
    if (late !== undefined) return late.parameters.time;
    return this.#wire.take('broker.doublePuback', concerns) === undefined ? undefined : 'double';
  }

  #holdBack(packet: Uint8Array, ms: number): void {
    const late: LateAck = { packet, due: false };
    this.#late.push(late);
    const cancel = this.#timers.after(ms, () => {
      this.#cancels.delete(cancel);
      late.due = true;
      this.#release();
    });
    this.#cancels.add(cancel);
  }

  /** Hands on what is due and has nothing before it that is not. */
  #release(): void {
    for (let [first] = this.#late; first?.due === true; [first] = this.#late) {
      this.#late.shift();
      this.#wire.toClient(first.packet);
    }
  }
}
