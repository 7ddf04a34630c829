/**
 * The wire below an MQTT connection: TCP, TLS or WebSocket, already bound to its target.
 * One transport carries one connection and is not used again after it has closed.
 */
export interface Transport {
  /**
   * Hands bytes to the wire; they must not be changed afterwards. Never throws; a failure arrives as `closed`.
   * @returns false when more is queued than the wire wants: wait for `drain` before sending more
   */
  write(bytes: Uint8Array): boolean;
  /** Bytes accepted by `write` that the operating system has not taken yet. */
  readonly queued: number;
  /** Stops `data` until `resume`, so that the broker is held back by flow control. Holds when called before `open`. */
  pause(): void;
  /** Lets `data` come again. */
  resume(): void;
  /**
   * Sends what is queued, then closes; `closed` follows.
   * @param sent called once the operating system has taken everything; not when the wire breaks before
   */
  end(sent?: () => void): void;
  /** Closes at once. What is queued is lost and no event follows. */
  destroy(): void;
}

/** What a transport tells its owner. `closed` comes at most once and nothing comes after it. */
export interface TransportEvents {
  /** The way to the broker stands; bytes may be written. */
  open(): void;
  /** Bytes from the broker. */
  data(bytes: Uint8Array): void;
  /** What `write` had queued is gone: more may be written. */
  drain(): void;
  /** The connection is over. @param error why, when it was not an orderly end by either side */
  closed(error?: Error): void;
}

/** Starts a connection to a target; events arrive asynchronously, never before this returns. */
export type Dial = (events: TransportEvents) => Transport;
