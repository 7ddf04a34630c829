import { expect, test } from 'vitest';
import { WriteBuffer } from '#bytes/write-buffer';
import { message } from '#messages/message';
import { Exchange } from '#mqtt/client/exchange';
import { Session } from '#mqtt/client/session';
import { FakeTimers } from './support/fake-timers.ts';

test('what has had no answer and is in no session any more is told by its identifier', () => {
  const exchange = new Exchange({
    output: new WriteBuffer(() => {}),
    session: new Session(),
    timers: new FakeTimers(),
    maxInflight: 1,
    resendAfterMs: undefined,
    paused: () => false,
    events: { message: () => {}, answered: () => {}, deviation: () => {} },
    flushSoon() {},
  });
  expect(exchange.unanswered(7, 'PUBACK', 10)).toEqual(
    message('mqtt.noAnswer', { expected: 'PUBACK', ms: 10, sent: message('mqtt.packet', { id: 7 }) }),
  );
});
