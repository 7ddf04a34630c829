import { AtmqttError } from '#errors/atmqtt-error';
import { message } from '#messages/message';

/** What a socket, or the look-up of a name, reports, with the code and in the words of Node. */
class SystemFault extends AtmqttError<'ECONNREFUSED' | 'ECONNRESET' | 'ETIMEDOUT' | 'ENOTFOUND'> {}

/** The error that a socket reports. */
export function socketError(code: 'ECONNREFUSED' | 'ECONNRESET' | 'ETIMEDOUT'): Error {
  const call = code === 'ECONNREFUSED' ? 'connect' : 'read';
  return new SystemFault(code, message('errors.foreign', { text: `${call} ${code}` }));
}

/** The error for a name that nobody knows. */
export function unknownName(name: string): Error {
  return new SystemFault('ENOTFOUND', message('errors.foreign', { text: `getaddrinfo ENOTFOUND ${name}` }));
}
