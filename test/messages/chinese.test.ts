import { expect, test } from 'vitest';
import { message } from '#messages/message';
import { chinese } from '#messages/zh/chinese';

test('messages that are part of another read as one', () => {
  const problem = message('mqtt.isEmpty', { what: message('mqtt.topic') });
  const peer = message('mqtt.brokerAt', { address: 'a.test:1883' });
  const broken = message('mqtt.protocolBroken', { peer, problem: message('mqtt.inPublish', { problem }) });
  expect(chinese.textOf(broken)).toBe('broker a.test:1883 违反 MQTT 协议：在 PUBLISH 中，主题为空');
  const advice = message('codeAdvice.NULL_LINK');
  expect(chinese.textOf(message('commands.linkState', { link: 0, state: 3, advice }))).toBe(
    'link 0 处于状态 3（连接已断开）；先发送 AT+MQTTCONN，等到 OK 再发布或订阅',
  );
});

test('what comes as an English text, out of a schema, is Chinese too', () => {
  const why = 'a time is 200ms, 5s, 2m, 1h or a number of milliseconds';
  const fault = 'wifi.drop';
  expect(chinese.textOf(message('faults.wrongParameter', { fault, key: 'for', why }))).toBe(
    '故障 wifi.drop 的 for：时间要写成 200ms、5s、2m、1h 或毫秒数',
  );
  expect(
    chinese.textOf(message('faults.parameterTakes', { fault, key: 'count', values: 'over 0 and more' })),
  ).toBe('故障 wifi.drop 的 count 取值：大于 0');
});
