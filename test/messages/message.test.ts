import { expect, test } from 'vitest';
import { AtmqttError, reasonOf } from '#errors/atmqtt-error';
import { message, textOf } from '#messages/message';

class TestError extends AtmqttError<'TEST'> {}

const problem = message('mqtt.isEmpty', { what: message('mqtt.topic') });

test('a message may be part of another, at any depth', () => {
  const outer = message('mqtt.protocolBroken', {
    peer: message('mqtt.brokerAt', { address: 'a.test:1883' }),
    problem: message('mqtt.inPublish', { problem }),
  });
  expect(textOf(outer)).toBe(
    'the broker at a.test:1883 violated the MQTT protocol: in a PUBLISH the topic is empty',
  );
});

test('what is not in the catalogue is a mistake', () => {
  expect(() => textOf({ key: 'mqtt.nothing', params: undefined })).toThrow(
    'There is no message mqtt.nothing.',
  );
});

test('a plain text is no message, for the compiler', () => {
  // @ts-expect-error a text has no key
  expect(() => textOf('a text')).toThrow();
});

test('an error says its reason, and a foreign one its own text', () => {
  const error = new TestError('TEST', problem);
  expect(error).toMatchObject({ name: 'TestError', code: 'TEST', message: 'the topic is empty' });
  expect(reasonOf(error)).toBe(problem);
  expect(textOf(reasonOf(new Error('EIO')))).toBe('EIO');
  expect(textOf(reasonOf('thrown'))).toBe('thrown');
});
