import { expect, test } from 'vitest';
import { type Message, message } from '#messages/message';
import { ShortConnections } from '#module/link/short-connections';

const peer = message('mqtt.broker');
const lost = message('mqtt.lost', { peer });
const published = { topic: 't', qos: 1, retain: false, bytes: 1 };
const after = (sent: Message): Message =>
  message('mqtt.lostAfter', { peer, sent, causes: message('mqtt.subscribeCauses') });

/** What is said of connections that were closed for a reason, each so many milliseconds after it came. */
function told(why: Message, ...lasted: readonly number[]): readonly Message[] {
  const short = new ShortConnections();
  let now = 0;
  return lasted.map((ms) => {
    short.connected(now);
    now += ms;
    return short.closed(now, why, 'lamp');
  });
}

const again = (why: Message, times: number, packetBlamed: boolean): Message =>
  message('link.closedAgain', { why, times, clientId: 'lamp', packetBlamed });

test('the third short connection in a row, and each that follows, is told as such', () => {
  expect(told(lost, 100_000, 2000, 29_999, 1)).toEqual([
    lost,
    lost,
    again(lost, 3, false),
    again(lost, 4, false),
  ]);
});

test('one that lasts begins anew', () => {
  expect(told(lost, 1, 1, 30_000, 1, 1)).toEqual([lost, lost, lost, lost, again(lost, 3, false)]);
});

test('a publish may be the reason, or only what was sent last', () => {
  const why = after(message('mqtt.publishTo', { ...published, again: false }));
  expect(told(why, 1, 1, 1)[2]).toEqual(again(why, 3, true));
});

test.each([
  ['a subscription that is renewed', message('mqtt.subscribeTo', { topic: 't', qos: 1 })],
  ['a publish that is sent again', message('mqtt.publishTo', { ...published, again: true })],
])('%s after each reconnect is the reason itself', (_, sent) => {
  const why = after(sent);
  expect(told(why, 1, 1, 1, 1)).toEqual([why, why, why, why]);
});

test('a broker that was away in between has another reason', () => {
  const short = new ShortConnections();
  const close = (): Message => {
    short.connected(0);
    return short.closed(1, lost, 'lamp');
  };
  expect([close(), close()]).toEqual([lost, lost]);
  short.failed();
  expect([close(), close()]).toEqual([lost, lost]);
});
