import { expect } from 'vitest';
import { journey } from './support/journey.ts';

/** Milliseconds in which AT+MQTTCLEAN answers, whatever the broker does (behaviour §4.4). */
const LIMIT_MS = 500;
const MIB = 1_048_576;

journey('AT+MQTTCLEAN is quick with a broker that stands still', {}, async (stage) => {
  const device = await stage.connected();
  await stage.broker.kill('SIGSTOP');
  await device.host.ask('AT+MQTTCLEAN=0', '⏎OK⏎', LIMIT_MS);
  expect(await device.state()).toBe(0);
  await device.host.ask('AT+MQTTCLEAN=0', 'ERR CODE:0x010a6003⏎⏎ERROR⏎');
});

journey('AT+MQTTCLEAN is quick when bytes wait for the broker', {}, async (stage) => {
  const device = await stage.connected({ settings: { heapBytes: 32 * MIB } });
  await stage.broker.kill('SIGSTOP');
  // More than the operating system takes for a broker that does not read.
  const payload = Buffer.alloc(24 * MIB);
  const command = `AT+MQTTPUBRAW=0,"large",${payload.length},1,0,3000`;
  await device.host.askWithData(command, payload, 'ERR CODE:0x010a600c⏎+MQTTPUB:FAIL⏎');
  await device.host.ask('AT+MQTTCLEAN=0', '⏎OK⏎', LIMIT_MS);
  await stage.broker.kill('SIGCONT');
  await device.connect();
});

journey('AT+MQTTSUB, AT+MQTTUNSUB and AT+MQTTCLEAN are quick with a broker nearby', {}, async (stage) => {
  const device = await stage.connected();
  for (const command of ['AT+MQTTSUB=0,"a",2', 'AT+MQTTUNSUB=0,"a"', 'AT+MQTTCLEAN=0']) {
    await device.host.ask(command, '⏎OK⏎', LIMIT_MS);
  }
});
