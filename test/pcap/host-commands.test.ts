import { expect, test } from 'vitest';
import { HostCommands } from '#pcap/host-commands';

const [CONNECT, PUBLISH, SUBSCRIBE] = [1, 3, 8];

test('each of several publishes that are sent after their answers has its own command', () => {
  const commands = new HostCommands();
  for (const host of ['a', 'b']) {
    commands.heard(host, 'AT+MQTTPUB=0,"t","x",0,0');
    commands.answered(false);
  }
  expect([commands.sent(0, PUBLISH)?.host, commands.sent(0, PUBLISH)?.host]).toEqual(['a', 'b']);
  expect(commands.sent(0, PUBLISH)).toBeUndefined();
});

test("a command that fails before its packet is nobody's, and one that is refused as busy neither", () => {
  const commands = new HostCommands();
  commands.heard('a', 'AT+MQTTSUB=0,"t",1');
  commands.heard('b', 'AT+MQTTPUB=0,"t","x",1,0');
  // The second one is refused at once; the first one still waits.
  commands.answered(true);
  expect(commands.sent(0, PUBLISH)).toBeUndefined();
  expect(commands.sent(0, SUBSCRIBE)?.host).toBe('a');
  expect(commands.last?.name).toBe('AT+MQTTSUB');
});

test('links and packets are told apart, and other commands make none', () => {
  const commands = new HostCommands();
  commands.heard('a', 'AT+MQTTCONN?');
  commands.answered(false);
  commands.heard('a', 'at+mqttconn=1,"broker",1883,0');
  expect(commands.find(0, CONNECT)).toBeUndefined();
  expect(commands.find(1, CONNECT)?.name).toBe('AT+MQTTCONN');
});

test('what has sent nothing when its turn is over, or when the module restarts, sends nothing any more', () => {
  const commands = new HostCommands();
  commands.heard('a', 'AT+MQTTUNSUB=0,"t"');
  expect(commands.answered(false)).toBe(true);
  commands.settle();
  expect(commands.find(0, 10)).toBeUndefined();
  commands.heard('a', 'AT+MQTTCONN=0,"broker",1883,0');
  commands.forget();
  expect(commands.find(0, CONNECT)).toBeUndefined();
  expect(commands.last).toBeUndefined();
});
