import { exposureOf } from '#files/exposure';
import type { Message } from '#messages/message';
import type { Configuration } from './resolve.ts';

/** What a person should know of a configuration, and of who can read where it came from. */
export function configWarnings({ warnings, secretFile }: Configuration): readonly Message[] {
  const exposure = secretFile === undefined ? undefined : exposureOf(secretFile, 'password');
  return exposure === undefined ? warnings : [...warnings, exposure];
}
