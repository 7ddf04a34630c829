import { expect, test } from 'vitest';
import { message, textOf } from '#messages/message';
import { inMemory, owner, ROUTE, ScriptedWire } from './support/scripted.ts';

test('why a command failed whose packet was sent stands at that packet, with its host', () => {
  const { capture, file } = inMemory();
  const captured = capture.forModule('module0', 'module0');
  const { observer } = captured;
  const wire = new ScriptedWire();
  const transport = captured.dial(wire.dial)(ROUTE, 0)(owner());
  wire.connects('127.0.0.1', 8883, '127.0.0.1', 50_000);
  wire.events.open();
  observer.traffic?.({ host: 'tty', shown: 'AT+MQTTSUB=0,"t",1', bytes: Buffer.alloc(0) } as never);
  transport.write(Buffer.from([0x82, 6, 0, 1, 0, 1, 0x74, 1]));
  const sent = message('mqtt.subscribeTo', { topic: 't', qos: 1 });
  const reason = message('mqtt.noAnswer', { expected: 'SUBACK', ms: 10_000, sent });
  observer.command?.({ failure: { reason } } as never);
  const told = message('pcap.commandFailed', { link: 0, name: 'AT+MQTTSUB', host: 'tty', reason });
  expect(file().toString()).toContain(textOf(told));
});
