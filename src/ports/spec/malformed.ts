import { PortError } from '../port.ts';

/** Makes the error of a specification that cannot be read, from what is wrong with it, as in `has no port number`. */
export type Malformed = (what: string) => PortError;

/** Prepares the complaints about one specification; each ends by showing how it is written. */
export function malformedSpec(spec: string, usage: string, example: string): Malformed {
  return (what) => new PortError('MALFORMED', `"${spec}" ${what}; write ${usage}, as in ${example}`);
}
