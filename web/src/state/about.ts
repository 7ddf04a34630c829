import { signal } from '@preact/signals';
import type { LanguageCode } from '#messages/language';

/** Whom this page is of. */
export interface About {
  readonly program: 'atmqtt';
  readonly version: string;
  /** When it began, which tells one run from another. */
  readonly startedAt: string;
  /** A run has modules that are looked at one by one, a swarm many that are counted. */
  readonly serves: 'run' | 'swarm';
  /** What the person who started it speaks. */
  readonly language: LanguageCode;
}

/** Undefined before the program has let this page in. */
export const about = signal<About | undefined>(undefined);
