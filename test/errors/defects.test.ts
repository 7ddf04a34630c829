import { expect, test } from 'vitest';
import { openListener } from '#broker/listener';
import { linkOf } from '#commands/mqtt/params';
import { isDefectError } from '#errors/defect-error';
import { type Message, message, textOf } from '#messages/message';
import { schemeOf } from '#module/link/schemes';
import { systemTimers } from '#time/timers';
import { bareModule } from '../support/bare-module.ts';

// Faults of this program, which no user can bring about.

const listener = (kind: 'tls' | 'wss'): Promise<unknown> =>
  openListener(
    kind,
    { port: 0 },
    {
      accept: () => {},
      timers: systemTimers,
      notice: () => {},
      allowedOrigins: [],
      certificates: undefined,
    },
  );

test.each<[string, () => unknown, Message]>([
  ['a link', () => linkOf(bareModule().module, 9), message('errors.noLink', { id: 9 })],
  ['scheme 0', () => schemeOf(0), message('errors.noScheme', { number: 0 })],
  ['scheme 11', () => schemeOf(11), message('errors.noScheme', { number: 11 })],
  ['certificates for TLS', () => listener('tls'), message('errors.noCertificates')],
  ['certificates for WebSocket over TLS', () => listener('wss'), message('errors.noCertificates')],
])('%s that is not there', async (_, fails, reason) => {
  const error: unknown = await (async () => fails())().catch((failure: unknown) => failure);
  expect(isDefectError(error) && error.reason).toEqual(reason);
});

test.each(['nothing.at', 'mqtt.nothing', 'mqtt'])('the message %s', (key) => {
  expect(() => textOf({ key, params: undefined })).toThrow(textOf(message('errors.noMessage', { key })));
});
