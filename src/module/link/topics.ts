import type { QoS } from '#mqtt/types';

/** A subscribed topic filter. */
export interface Topic {
  /** Its bytes as latin1. */
  readonly filter: string;
  /** What was asked for, whatever the broker granted. */
  readonly qos: QoS;
}

/** The places in which a link keeps its topics: one that was freed is used again [B-SUB-5]. */
export type Topics = readonly (Topic | undefined)[];

export function findTopic(topics: Topics, filter: string): Topic | undefined {
  return topics.find((each) => each?.filter === filter);
}

/** Those that are subscribed, in the order of their places. */
export function listTopics(topics: Topics): Topic[] {
  return topics.filter((each) => each !== undefined);
}

/** With a topic in the place that it has, else in the first free one. */
export function withTopic(topics: Topics, topic: Topic): Topics {
  const known = topics.findIndex((each) => each?.filter === topic.filter);
  const free = known === -1 ? topics.indexOf(undefined) : known;
  // Not spread: that reserves room for sixteen more.
  return free === -1 ? topics.concat(topic) : topics.with(free, topic);
}

/** Without a topic; its place is free. */
export function withoutTopic(topics: Topics, filter: string): Topics {
  return topics.map((each) => (each?.filter === filter ? undefined : each));
}
