/** A message as it was published. */
export interface PageMessage {
  /** The topic name. */
  readonly topic: string;
  /** What it says; nobody changes these bytes. */
  readonly payload: Uint8Array;
  /** With which it was published. */
  readonly qos: 0 | 1 | 2;
  /** Whether the broker keeps it for later subscribers. */
  readonly retain: boolean;
}
