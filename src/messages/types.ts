/**
 * A text for a person as a value: which one, and what it speaks of. It becomes text where somebody reads it.
 * Made by `message`, which checks both; not bound to the catalogue by its type, so that one may be part of another.
 */
export interface Message<K extends string = string, P = unknown> {
  /** `area.name` in the catalogue. */
  readonly key: K;
  /** What the text speaks of. */
  readonly params: P;
}

/** Gives the text of a message that is part of another. */
export type Render = (message: Message) => string;
