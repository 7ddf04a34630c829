import type { Link } from './link.ts';
import type { LinkState } from './machine.ts';
import { listTopics } from './topics.ts';

/** An MQTT link as it is now, in the words of `AT+MQTTCONN?` and `AT+MQTTSUB?`. */
export interface LinkStatus {
  /** The LinkID. */
  readonly id: number;
  /** 0 to 6, as `AT+MQTTCONN?` prints it. */
  readonly state: LinkState;
  /** Where the last `AT+MQTTCONN` went; an empty host: nowhere yet. */
  readonly target: { readonly host: string; readonly port: number };
  /** Subscribed topic filters, as UTF-8, and the QoS asked for, in the order of their subscription. */
  readonly topics: readonly { readonly filter: string; readonly qos: 0 | 1 | 2 }[];
}

/** How a link is. */
export function statusOf({ id, model, target }: Link): LinkStatus {
  return {
    id,
    state: model.state,
    target,
    topics: listTopics(model.topics).map(({ filter, qos }) => ({
      filter: Buffer.from(filter, 'latin1').toString(),
      qos,
    })),
  };
}
