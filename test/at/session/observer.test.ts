import { expect, test } from 'vitest';
import type { CommandEvent, TrafficEvent } from '#at/session/observer';
import { SessionFixture } from './support.ts';

test('commands are told with what they were answered, and how long that took', async () => {
  const commands: CommandEvent[] = [];
  const fixture = new SessionFixture({}, { command: (event) => commands.push(event) });
  const host = fixture.host('desk');
  host.send('AT+WAIT\r\n');
  fixture.clock.advance(20);
  host.send('AT\r\n');
  fixture.clock.advance(20);
  await fixture.answer();
  expect(commands).toEqual([
    expect.objectContaining({ line: 'AT', reply: '\r\nbusy p...\r\n', ok: false, ms: 0 }),
    { host: 'desk', line: 'AT+WAIT', reply: '\r\nOK\r\n', ok: true, ms: 40 },
  ]);
});

test('a command that runs beside one that waits is told by itself', () => {
  const commands: CommandEvent[] = [];
  const fixture = new SessionFixture({}, { command: (event) => commands.push(event) });
  fixture.host('desk').send('AT+WAIT\r\nAT+ASIDE\r\n');
  expect(commands).toEqual([
    { host: 'desk', line: 'AT+ASIDE', reply: '+ASIDE\r\n\r\nOK\r\n', ok: true, ms: 0 },
  ]);
});

test('traffic is told without echo, once for all hosts, and its secrets are shown to nobody', () => {
  const traffic: Pick<TrafficEvent, 'host' | 'shown'>[] = [];
  const raw: string[] = [];
  const fixture = new SessionFixture(
    {},
    {
      traffic({ host, shown, bytes }) {
        traffic.push({ host, shown });
        raw.push(bytes.toString());
      },
    },
  );
  const desk = fixture.host('desk');
  fixture.host('bed');
  desk.send('AT+LOG', 'IN="hunter2"\r\n');
  fixture.session.urc(Buffer.from('+URC\r\n'), 'event');
  desk.send('AT+DATA=2\r\nab');
  expect(traffic).toEqual([
    { host: 'desk', shown: 'AT+LOGIN="***"' },
    { host: undefined, shown: '\r\nOK\r\n' },
    { host: undefined, shown: '+URC' },
    { host: 'desk', shown: 'AT+DATA=2' },
    { host: undefined, shown: '\r\nOK\r\n\r\n>' },
    { host: 'desk', shown: '(2 bytes of data)' },
    { host: undefined, shown: '\r\nOK\r\n' },
  ]);
  expect(raw[0]).toBe('AT+LOGIN="hunter2"\r\n');
});

test('URCs are told as lines without their ends', () => {
  const urcs: string[] = [];
  const fixture = new SessionFixture({}, { urc: (line) => urcs.push(line) });
  fixture.session.urc(Buffer.from('\r\nready\r\n'), 'event');
  fixture.session.urc(new Uint8Array([0x2b, 0xff, 0x0d, 0x0a]), 'received');
  expect(urcs).toEqual(['ready', '+\\xff']);
});
