import { expect } from 'vitest';
import { journey } from './support/journey.ts';

/**
 * Far less than the keep alive that would end the connection. That it is 500 ms [B-CLEAN-1] is shown by a
 * transcript, whose clock stands still, and printed by the benchmark.
 */
const WITHOUT_BROKER_MS = 5000;
const MIB = 1_048_576;

journey('AT+MQTTCLEAN does not wait for a broker that stands still', {}, async (fixture) => {
  const device = await fixture.connected();
  await fixture.broker.kill('SIGSTOP');
  await device.host.ask('AT+MQTTCLEAN=0', '⏎OK⏎', WITHOUT_BROKER_MS);
  expect(await device.state()).toBe(0);
  await device.host.ask('AT+MQTTCLEAN=0', 'ERR CODE:0x010a6003⏎⏎ERROR⏎');
});

journey('AT+MQTTCLEAN does not wait for the bytes before it', {}, async (fixture) => {
  const device = await fixture.connected({ settings: { firmware: '5.0', heapBytes: 32 * MIB } });
  await fixture.broker.kill('SIGSTOP');
  // More than the operating system takes for a broker that does not read.
  const payload = Buffer.alloc(24 * MIB);
  const command = `AT+MQTTPUBRAW=0,"large",${payload.length},1,0,3000`;
  await device.host.askWithData(command, payload, 'ERR CODE:0x010a600c⏎+MQTTPUB:FAIL⏎');
  await device.host.ask('AT+MQTTCLEAN=0', '⏎OK⏎', WITHOUT_BROKER_MS);
  await fixture.broker.kill('SIGCONT');
  await device.connect();
});
