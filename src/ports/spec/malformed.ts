import { type Message, message } from '#messages/message';
import { PortError } from '../errors.ts';

/** Makes the error of a specification that cannot be read, from what is wrong with it, such as `ports.noHost`. */
export type Malformed = (problem: Message, options?: ErrorOptions) => PortError;

/** Prepares the errors of one specification; each ends by showing how it is written. */
export function malformedSpec(spec: string, usage: string, example: string): Malformed {
  return (problem, options) =>
    new PortError('MALFORMED', message('ports.malformed', { spec, problem, usage, example }), options);
}
