/** Quality of service: at most once, at least once, exactly once. */
export type QoS = 0 | 1 | 2;

/** A message the broker publishes to this client. */
export interface IncomingMessage {
  /** Valid for good, but shared between messages: do not write into it. */
  topic: Buffer;
  /** Valid during the call only, unless copied. */
  payload: Buffer;
  qos: QoS;
  retain: boolean;
  dup: boolean;
  /** Bytes of the packet's fixed header: one, and those of the remaining length. */
  fixedHeaderBytes: number;
}
