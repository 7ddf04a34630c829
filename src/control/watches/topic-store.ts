import { isUtf8 } from '#bytes/utf8';
import type { Author } from './authors.ts';

/** Topics that are kept; messages on others are counted only. */
const MAX_TOPICS = 10_000;
/** Bytes of topics and payloads that are kept, histories left out. */
const MAX_BYTES = 16_777_216;
/** Bytes of a payload that are kept. */
const MAX_PAYLOAD = 65_536;
/** What is kept of a payload where there is no room for more. */
const SHORT_PAYLOAD = 256;
/** Messages, and bytes of them, of a topic that was asked for. */
const HISTORY = { messages: 500, bytes: 262_144 };
/** Topics that have a history at a time. */
const MAX_HISTORIES = 4;
/** Milliseconds in which a rate falls to a third when nothing more comes. */
const RATE_MS = 5000;
/** Milliseconds after which nothing is left of it. */
const RATE_GONE_MS = 30_000;
/** What no text has. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are looked for
const CONTROLS = /[\0-\x08\x0e-\x1f]/;
const PREVIEW_BYTES = 240;
const PREVIEW_CHARACTERS = 120;

/** A message that has come. */
export interface SeenMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: number;
  /** It was published retained, or comes because it is. */
  readonly retain: boolean;
  readonly from: Author;
}

/** A message that is kept. */
interface KeptMessage {
  /** Counts those of its topic, from 1. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly qos: number;
  readonly retain: boolean;
  /** Of the whole payload. */
  readonly bytes: number;
  /** The beginning of it, where it is long. */
  readonly payload: Buffer;
  readonly from: Author;
}

interface KeptTopic {
  readonly topic: string;
  version: number;
  /** Messages that were published since this began. */
  count: number;
  numbers: number;
  retained: boolean;
  rate: number;
  rateAt: number;
  last: KeptMessage;
  previous: KeptMessage | undefined;
  history: KeptMessage[] | undefined;
}

/** The topics of a broker with their last two messages, in bounded memory. */
export class TopicStore {
  readonly #topics = new Map<string, KeptTopic>();
  /** Topics that have a history, the one that was asked for last at the end. */
  readonly #histories = new Set<KeptTopic>();
  #version = 0;
  #bytes = 0;
  /** Messages on topics that are not kept. */
  leftOut = 0;

  /** Goes up with each change. */
  get version(): number {
    return this.#version;
  }

  get size(): number {
    return this.#topics.size;
  }

  /** A message was published. */
  published(message: SeenMessage, now: number): void {
    const topic = this.#keep(message, now);
    if (topic === undefined) return;
    topic.count++;
    topic.rate = fallen(topic, now) + 1000 / RATE_MS;
    topic.rateAt = now;
    // An empty one that is retained clears what is [MQTT-3.3.1-10].
    if (message.retain) topic.retained = message.payload.length > 0;
  }

  /** The broker tells what it keeps; the same message as the last one changes only that it is retained. */
  held(message: SeenMessage, now: number): void {
    const known = this.#topics.get(message.topic);
    const { payload } = message;
    const same = known?.last.bytes === payload.length && known.last.payload.equals(cut(payload, MAX_PAYLOAD));
    const topic = same ? known : this.#keep(message, now);
    if (topic === undefined || (same && topic.retained)) return;
    topic.retained = true;
    topic.version = ++this.#version;
  }

  /** All that is retained has been told. @param told the topics of that */
  heldIsOver(told: ReadonlySet<string>): void {
    for (const topic of this.#topics.values()) {
      if (!topic.retained || told.has(topic.topic)) continue;
      topic.retained = false;
      topic.version = ++this.#version;
    }
  }

  /** Topics that have changed behind a version, and those whose rate still falls. */
  changed(after: number, now: number) {
    const found = [...this.#topics.values()].filter(
      ({ version, count, rateAt }) => version > after || (count > 0 && now - rateAt < RATE_GONE_MS),
    );
    return found.map((topic) => ({ ...summaryOf(topic, now), ...previewOf(topic.last.payload) }));
  }

  /** A topic with its messages behind a number; from the first question on more of them are kept. */
  messages(name: string, after: number, now: number) {
    const topic = this.#topics.get(name);
    if (topic === undefined) return undefined;
    const { last, previous } = topic;
    const kept = this.#historyOf(topic) ?? [...(previous ? [previous] : []), last];
    return { ...summaryOf(topic, now), messages: kept.filter(({ number }) => number > after).map(told) };
  }

  #historyOf(topic: KeptTopic): KeptMessage[] | undefined {
    const { last, previous } = topic;
    topic.history ??= [...(previous ? [previous] : []), last];
    this.#histories.delete(topic);
    this.#histories.add(topic);
    const [oldest] = this.#histories;
    if (this.#histories.size > MAX_HISTORIES && oldest !== undefined) {
      oldest.history = undefined;
      this.#histories.delete(oldest);
    }
    return topic.history;
  }

  #keep(message: SeenMessage, now: number): KeptTopic | undefined {
    const { topic: name, payload, qos, retain, from } = message;
    const known = this.#topics.get(name);
    const nameBytes = known === undefined ? Buffer.byteLength(name) : 0;
    const freed = known?.previous?.payload.length ?? 0;
    const room = MAX_BYTES - this.#bytes - nameBytes + freed;
    if (known === undefined && (this.#topics.size >= MAX_TOPICS || room < SHORT_PAYLOAD)) {
      this.leftOut++;
      return undefined;
    }
    const kept = cut(payload, room < MAX_PAYLOAD ? SHORT_PAYLOAD : MAX_PAYLOAD);
    this.#bytes += nameBytes + kept.length - freed;
    const number = (known?.numbers ?? 0) + 1;
    const last = { number, time: now, qos, retain, bytes: payload.length, payload: kept, from };
    const version = ++this.#version;
    if (known === undefined) {
      const fresh: KeptTopic = {
        ...{ topic: name, version, count: 0, numbers: number, retained: false, rate: 0, rateAt: now },
        ...{ last, previous: undefined, history: undefined },
      };
      this.#topics.set(name, fresh);
      return fresh;
    }
    Object.assign(known, { version, numbers: number, previous: known.last, last });
    if (known.history !== undefined) remember(known.history, last);
    return known;
  }
}

function remember(history: KeptMessage[], message: KeptMessage): void {
  history.push(message);
  let bytes = history.reduce((sum, { payload }) => sum + payload.length, 0);
  while (history.length > HISTORY.messages || (bytes > HISTORY.bytes && history.length > 2))
    bytes -= history.shift()?.payload.length ?? 0;
}

/** A copy, which stays. */
function cut(payload: Uint8Array, bytes: number): Buffer {
  return Buffer.from(payload.subarray(0, bytes));
}

/** What is left of a rate, in messages a second. */
function fallen({ rate, rateAt }: KeptTopic, now: number): number {
  const ms = now - rateAt;
  return ms >= RATE_GONE_MS ? 0 : rate * Math.exp(-Math.max(0, ms) / RATE_MS);
}

function summaryOf(topic: KeptTopic, now: number) {
  const { topic: name, count, retained, last } = topic;
  const { time, qos, bytes, from } = last;
  const rate = Math.round(fallen(topic, now) * 100) / 100;
  return { topic: name, count, rate, retained, time: new Date(time).toISOString(), qos, bytes, from };
}

/** The beginning of a payload, for a list: as text where it is, else as hexadecimal digits. */
function previewOf(payload: Buffer): { readonly preview: string; readonly binary: boolean } {
  const beginning = payload.subarray(0, PREVIEW_BYTES);
  // A character that is cut at the end makes no text binary.
  const text = beginning.toString().replace(/\ufffd$/, '');
  const binary = CONTROLS.test(text) || (text.includes('\ufffd') && !isUtf8(beginning));
  const shown = binary ? beginning.toString('hex').replace(/..(?=.)/g, '$& ') : text;
  return { preview: shown.slice(0, PREVIEW_CHARACTERS), binary };
}

function told({ number, time, qos, retain, bytes, payload, from }: KeptMessage) {
  const cutOff = payload.length < bytes;
  return {
    ...{ number, time: new Date(time).toISOString(), qos, retain, bytes },
    ...(cutOff && { cut: true as const }),
    ...{ base64: payload.toString('base64'), from },
  };
}
