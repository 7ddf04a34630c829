import { expect, test } from 'vitest';
import { type Message, message } from '#messages/message';
import { plainSocketError } from '#mqtt/transports/socket-errors';

const system = (code: string): Error => Object.assign(new Error(`connect ${code}`), { code });

test.each<[string, string, Message]>([
  ['ECONNREFUSED', 'REFUSED', message('transport.nobodyListens', { code: 'ECONNREFUSED' })],
  ['ECONNRESET', 'CLOSED', message('transport.reset', { code: 'ECONNRESET' })],
  ['EPIPE', 'CLOSED', message('transport.closedByPeer', { code: 'EPIPE' })],
  ['ETIMEDOUT', 'UNREACHABLE', message('transport.noAnswer', { code: 'ETIMEDOUT' })],
  ['EHOSTUNREACH', 'UNREACHABLE', message('transport.noRouteToHost', { code: 'EHOSTUNREACH' })],
  ['ENETUNREACH', 'UNREACHABLE', message('transport.noRouteToNetwork', { code: 'ENETUNREACH' })],
  ['ENETDOWN', 'UNREACHABLE', message('transport.networkDown', { code: 'ENETDOWN' })],
  ['EADDRNOTAVAIL', 'UNREACHABLE', message('transport.addressUnusable', { code: 'EADDRNOTAVAIL' })],
  ['ENOTFOUND', 'NAME_NOT_FOUND', message('transport.nameUnknown', { code: 'ENOTFOUND' })],
  ['EAI_AGAIN', 'NAME_NOT_FOUND', message('transport.nameNotLookedUp', { code: 'EAI_AGAIN' })],
  ['EPERM', 'SOCKET', message('errors.foreign', { text: 'connect EPERM' })],
])('%s', (code, own, reason) => {
  const error = system(code);
  expect(plainSocketError(error)).toMatchObject({ code: own, step: 'tcp', reason, cause: error });
  // Of several addresses the first one speaks for all.
  const all = Object.assign(new AggregateError([error, system('EMFILE')], ''), { code });
  expect(plainSocketError(all, 'tls')).toMatchObject({ code: own, step: 'tls', reason, cause: all });
});

test('an error without any words', () => {
  expect(plainSocketError(new Error('')).reason).toEqual(message('transport.unknownSocketError'));
  expect(plainSocketError(Object.assign(new Error(''), { code: 'EWHAT' })).reason).toEqual(
    message('errors.foreign', { text: 'EWHAT' }),
  );
});
