import { expect, test } from 'vitest';
import { reasonOf } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import { chinese } from '#messages/zh/chinese';

test('messages that are part of another read as one', () => {
  const problem = message('mqtt.isEmpty', { what: message('mqtt.topic') });
  const peer = message('mqtt.brokerAt', { address: 'a.test:1883' });
  const broken = message('mqtt.protocolBroken', { peer, problem: message('mqtt.inPublish', { problem }) });
  expect(chinese.textOf(broken)).toBe('broker a.test:1883 违反 MQTT 协议：在 PUBLISH 中，主题为空');
  const advice = message('codeAdvice.NULL_LINK');
  expect(chinese.textOf(message('commands.linkState', { link: 0, state: 3, advice }))).toBe(
    'link 0 处于状态 3（连接已断开）；先发送 AT+MQTTCONN（状态 0 时在它之前还要发送 AT+MQTTUSERCFG），等到 OK 再发布或订阅',
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

test('what the system says of its own is told by its code, and what nobody knows stays', () => {
  const missing = reasonOf(new Error("ENOENT: no such file or directory, open '/nowhere'"));
  expect(chinese.textOf(message('flash.unreadable', { path: '/nowhere', why: missing }))).toBe(
    '无法读取 /nowhere：没有这个文件或目录（ENOENT）。',
  );
  expect(chinese.textOf(reasonOf(new Error('connect ECONNREFUSED 127.0.0.1:1')))).toBe(
    '连接被拒绝（ECONNREFUSED）',
  );
  expect(chinese.textOf(reasonOf(new Error('EWEIRD: unheard of')))).toBe('EWEIRD: unheard of');
});

test('what is wrong with a YAML text is told in Chinese', () => {
  const told = (what: string) => chinese.textOf(message('config.yamlUnreadable', { what }));
  expect(told('Missing closing "quote')).toBe('无法读取这段 YAML：缺少右边的引号。');
  expect(told('Tabs are not allowed as indentation')).toContain('不能用 Tab 缩进');
});

test('a line that was dropped and is only counted is counted in Chinese', () => {
  const line = message('at.maskedBytes', { bytes: 5 });
  const params = { line, command: 'AT+MQTTCONN', seconds: 3.2, waitsFor: 'CONNACK' };
  expect(chinese.textOf(message('at.busy', params))).toBe(
    'busy：（5 字节，不以 AT 开头）已丢弃，AT+MQTTCONN（3.2 秒）还在等待 CONNACK',
  );
});

test('a fault without a broker names the option in Chinese', () => {
  const from = 'option --broker-fault';
  expect(chinese.textOf(message('config.faultWithoutBroker', { fault: 'broker.kick', from }))).toMatch(
    /^选项 --broker-fault 给出的故障 broker\.kick/,
  );
});

test('the traffic below a failure counts in Chinese what it does not show', () => {
  const told = (line: string) => chinese.textOf(message('expect.trafficLine', { line }));
  expect(told('tty > (5 bytes that do not begin with AT)')).toBe('tty > （5 字节，不以 AT 开头）');
  expect(told('tty > (1 byte that does not begin with AT)')).toBe('tty > （1 字节，不以 AT 开头）');
  expect(told('tty > (3 bytes of data)')).toBe('tty > （3 字节数据）');
  expect(told('tty > (1 byte of data)')).toBe('tty > （1 字节数据）');
  expect(told('(no traffic: no host has sent a whole line)')).toBe(
    chinese.textOf(message('expect.nothingSaid')),
  );
  expect(told('module0 < (3 bytes of data)')).toBe('module0 < (3 bytes of data)');
});
