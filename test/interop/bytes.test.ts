import { expect } from 'vitest';
import { journey } from './support/journey.ts';

const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

/** What a line can carry: all but CR LF and NUL. */
const FOR_A_LINE: readonly (readonly [what: string, payload: string])[] = [
  ['JSON', '{"temp":[21.5,22],"ok":true}'],
  ['quotes and commas', '"a","b",,"'],
  ['backslashes', 'C:\\new\\\\path\\'],
  ['a lone CR and a lone LF', 'one\rtwo\nthree'],
  ['Chinese', '温度：二十一度，正常'],
  ['a character of four bytes', 'ok 👍🏽'],
  ['what looks like a reply', 'OK'],
];

const RAW: readonly (readonly [what: string, payload: Buffer])[] = [
  ['every byte', EVERY_BYTE],
  ['CR LF', Buffer.from('\r\nOK\r\n\r\n')],
  ['NUL', Buffer.alloc(3)],
  ['a command', Buffer.from('AT+RST\r\n')],
  ['the escape', Buffer.from('+++')],
  ['Chinese', Buffer.from('中文，"引号"\\')],
];

function quoted(text: string): string {
  return `"${text.replace(/[\\",]/g, '\\$&')}"`;
}

journey('what needs escapes in a line arrives without them', {}, async (fixture) => {
  const device = await fixture.connected();
  const watcher = await fixture.watcher('bytes');
  for (const [what, payload] of FOR_A_LINE) {
    const command = Buffer.from(`AT+MQTTPUB=0,"bytes",${quoted(payload)},1,0`);
    await device.host.ask(command, '⏎OK⏎');
    expect(await watcher.text(), what).toBe(payload);
  }
});

journey('any bytes go out raw as they are', {}, async (fixture) => {
  const device = await fixture.connected();
  const watcher = await fixture.watcher('bytes');
  for (const [what, payload] of RAW) {
    await device.publish('bytes', payload, 1);
    expect((await watcher.next()).payload, what).toEqual(payload);
  }
});

journey('any bytes come in as they are, counted in bytes', {}, async (fixture) => {
  const device = await fixture.connected();
  await device.subscribe('bytes', 1);
  const peer = await fixture.peer();
  const all = [...RAW, ...FOR_A_LINE.map(([what, text]) => [what, Buffer.from(text)] as const)];
  for (const [, payload] of all) {
    await peer.publish('bytes', payload);
    const head = Buffer.from(`+MQTTSUBRECV:0,"bytes",${payload.length},`);
    await device.host.next(Buffer.concat([head, payload, Buffer.from('\r\n')]));
  }
});

journey('Chinese topics work both ways', {}, async (fixture) => {
  const device = await fixture.connected();
  const watcher = await fixture.watcher('传感器/#');
  await device.host.ask('AT+MQTTPUB=0,"传感器/温度","二十一度",1,0', '⏎OK⏎');
  expect(await watcher.next()).toMatchObject({ topic: '传感器/温度', payload: Buffer.from('二十一度') });

  await device.subscribe('传感器/+/湿度', 1);
  await watcher.publish('传感器/厨房/湿度', '五成');
  await device.host.next('+MQTTSUBRECV:0,"传感器/厨房/湿度",6,五成⏎');
  await device.host.ask('AT+MQTTSUB?', '+MQTTSUB:0,6,"传感器/+/湿度",1⏎⏎OK⏎');
  await device.host.ask('AT+MQTTUNSUB=0,"传感器/+/湿度"', '⏎OK⏎');
});

journey('a topic may hold quotes, commas, backslashes and spaces', {}, async (fixture) => {
  const device = await fixture.connected();
  const topic = 'say "hi", ok\\now 👍';
  await device.host.ask(`AT+MQTTSUB=0,${quoted(topic)},1`, '⏎OK⏎');
  const watcher = await fixture.watcher(topic);
  const received = `+MQTTSUBRECV:0,"${topic}",2,yo⏎`;
  await device.host.ask(`AT+MQTTPUB=0,${quoted(topic)},"yo",0,0`, `⏎OK⏎${received}`);
  expect(await watcher.next()).toMatchObject({ topic });
});

journey('topics of 128 bytes fit, in Chinese too', {}, async (fixture) => {
  const device = await fixture.connected();
  const topic = `${'长'.repeat(42)}ab`;
  expect(Buffer.byteLength(topic)).toBe(128);
  await device.subscribe(topic);
  await device.host.ask(`AT+MQTTPUB=0,"${topic}","",0,0`, `⏎OK⏎+MQTTSUBRECV:0,"${topic}",0,⏎`);
  const long = `AT+MQTTPUB=0,"${topic}c","",0,0`;
  await device.host.ask(long, 'ERR CODE:0x010a6043⏎⏎ERROR⏎');
});
