/** Quality of service: at most once, at least once, exactly once. */
export type QoS = 0 | 1 | 2;

/** A message the broker publishes to this client. */
export interface IncomingMessage {
  /** Valid for good, but shared between messages: do not write into it. */
  readonly topic: Uint8Array;
  /** Valid during the call only, unless copied. */
  readonly payload: Uint8Array;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly dup: boolean;
  /** Bytes of the packet's fixed header: one, and those of the remaining length. */
  readonly fixedHeaderBytes: number;
}
