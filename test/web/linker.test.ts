import { expect, test } from 'vitest';
import type { ControlEvent } from '#control/events/events';
import { Linker } from '../../web/src/timeline/linker.ts';
import type { Row } from '../../web/src/timeline/row.ts';

const HOST = 'tcp 127.0.0.1:5000';

/** Events a millisecond apart, and what the linker makes of them: its rows by name. */
class Story {
  readonly #linker = new Linker();
  readonly rows: Row[] = [];
  #id = 0;

  event(event: object): Row {
    const time = new Date(Date.UTC(2026, 0) + this.#id).toISOString();
    const row = this.#linker.add({
      id: ++this.#id,
      event: { time, module: 'module0', ...event } as ControlEvent,
    });
    if (row !== undefined) this.rows.push(row);
    return row ?? (this.rows.at(-1) as Row);
  }

  line(text: string, host = HOST): Row {
    return this.event({ event: 'traffic', from: 'host', host, text, bytes: text.length + 2 });
  }

  reply(text: string): Row {
    return this.event({ event: 'traffic', from: 'module', text: `\r\n${text}\r\n`, bytes: text.length + 4 });
  }

  answered(line: string, ok = true, more: object = {}): Row {
    const reply = this.reply(ok ? 'OK' : 'ERROR');
    this.event({ event: 'command', host: HOST, line, reply: '', ok, ms: 1.5, ...more });
    return reply;
  }

  urc(text: string): Row {
    const row = this.event({ event: 'traffic', from: 'module', text, bytes: text.length + 2, urc: true });
    this.event({ event: 'message', line: text });
    return row;
  }

  packet(direction: 'sent' | 'received', packet: string, more: object = {}): Row {
    return this.event({ event: 'packet', link: 0, direction, packet, text: '', bytes: 4, ...more });
  }

  connection(phase: string, more: object = {}): Row {
    return this.event({ event: 'connection', link: 0, phase, address: 'broker.test:1883', ...more });
  }

  state(from: number, to: number, reason: string): Row {
    return this.event({ event: 'state', link: 0, from, to, reason });
  }

  /** A link that is up. */
  connected() {
    const line = this.line('AT+MQTTCONN=0,"broker.test",1883,1');
    const dials = this.connection('dials');
    const tcp = this.connection('tcp');
    const open = this.connection('open');
    const connect = this.packet('sent', 'CONNECT');
    const connack = this.packet('received', 'CONNACK', { returnCode: 0 });
    const state = this.state(1, 4, 'AT+MQTTCONN');
    const urc = this.urc('+MQTTCONNECTED:0,1,"broker.test","1883","",1');
    const reply = this.answered('AT+MQTTCONN=0,"broker.test",1883,1');
    return { line, dials, tcp, open, connect, connack, state, urc, reply };
  }
}

test('a reply belongs to its command, also where a line of another host was refused between', () => {
  const story = new Story();
  const line = story.line('AT+PING="a"');
  const other = story.line('AT', 'tcp other');
  const busy = story.reply('busy p...');
  story.event({ event: 'command', host: 'tcp other', line: 'AT', reply: '', ok: false, ms: 0 });
  const reply = story.answered('AT+PING="a"');
  expect([busy.cause, reply.cause]).toEqual([other.id, line.id]);
  expect(line.answer).toBe(reply.id);
  expect(reply.took).toEqual({ from: line.id, ms: 1.5, ends: ['PING', 'OK'] });
});

test('a connection is followed from its command to CONNACK, with the time of each step', () => {
  const story = new Story();
  const { line, dials, tcp, open, connect, connack, state, urc } = story.connected();
  expect(dials.cause).toBe(line.id);
  expect(tcp.took?.ends).toEqual(['dial', 'tcp']);
  expect(open.took).toMatchObject({ from: dials.id, ends: ['dial', 'open'] });
  expect(connack.cause).toBe(connect.id);
  expect(connack.took).toEqual({ from: line.id, ms: 5, ends: ['CONN', 'CONNACK'] });
  expect([state.cause, urc.cause]).toEqual([connack.id, connack.id]);
});

test('acknowledgements are paired by their identifiers and by who has published', () => {
  const story = new Story();
  story.connected();
  const mine = story.packet('sent', 'PUBLISH', { packetId: 7, topic: 'a', payload: 'x', qos: 1 });
  const other = story.packet('received', 'PUBLISH', { packetId: 7, topic: 'b', payload: 'y', qos: 1 });
  const sent = story.packet('sent', 'PUBACK', { packetId: 7 });
  const received = story.packet('received', 'PUBACK', { packetId: 7 });
  expect([sent.cause, received.cause]).toEqual([other.id, mine.id]);
  expect(received.took).toEqual({ from: mine.id, ms: 3, ends: ['PUBLISH', 'PUBACK'] });
  expect(story.packet('received', 'PUBACK', { packetId: 7 }).cause).toBe(0);
});

test('QoS 2 goes on step by step, and its time counts from the PUBLISH', () => {
  const story = new Story();
  story.connected();
  const publish = story.packet('sent', 'PUBLISH', { packetId: 1, topic: 'a', payload: '', qos: 2 });
  const rec = story.packet('received', 'PUBREC', { packetId: 1 });
  const rel = story.packet('sent', 'PUBREL', { packetId: 1 });
  const comp = story.packet('received', 'PUBCOMP', { packetId: 1 });
  expect([rec.cause, rel.cause, comp.cause]).toEqual([publish.id, rec.id, rel.id]);
  expect(comp.took?.from).toBe(publish.id);
});

test('a message that comes leads to the PUBLISH, and that to the own PUBLISH which it is', () => {
  const story = new Story();
  story.connected();
  const line = story.line('AT+MQTTPUB=0,"a","x",0,0');
  story.answered('AT+MQTTPUB=0,"a","x",0,0');
  const out = story.packet('sent', 'PUBLISH', { topic: 'a', payload: 'x', qos: 0 });
  const back = story.packet('received', 'PUBLISH', { topic: 'a', payload: 'x', qos: 0 });
  const urc = story.urc('+MQTTSUBRECV:0,"a",1,x');
  expect([urc.cause, back.cause, out.cause]).toEqual([back.id, out.id, line.id]);
});

test('a loss leads to the Wi-Fi that was lost, that to its fault, and the reconnect to the loss', () => {
  const story = new Story();
  story.connected();
  const fault = story.event({ event: 'fault', fault: 'wifi.drop', id: 1, phase: 'begins' });
  const left = story.event({ event: 'wifi', phase: 'left', ssid: 'a' });
  story.urc('WIFI DISCONNECT');
  const closed = story.connection('closed');
  const state = story.state(4, 3, 'Wi-Fi was lost');
  const urc = story.urc('+MQTTDISCONNECTED:0');
  expect([urc.cause, state.cause, closed.cause, left.cause]).toEqual([
    closed.id,
    closed.id,
    left.id,
    fault.id,
  ]);
  const line = story.line('AT+MQTTPUB=0,"a","x",0,0');
  story.answered(line.event.event === 'traffic' ? line.event.text : '', false, {
    key: 'commands.linkState',
    why: 'link 0 is in state 3',
  });
  const failure = story.rows.at(-1);
  expect(failure).toMatchObject({ type: 'failure', cause: state.id, failed: true });
  const again = story.connection('dials');
  expect(again.cause).toBe(state.id);
});

test('a failed connection is explained by what closed it or by the CONNACK that refused it', () => {
  const story = new Story();
  const text = 'AT+MQTTCONN=0,"broker.test",1883,1';
  story.line(text);
  story.connection('dials');
  const closed = story.connection('closed', { reason: 'nobody listens there' });
  story.answered(text, false, { why: 'nobody listens there' });
  expect(story.rows.at(-1)?.cause).toBe(closed.id);
  story.line(text);
  story.connection('dials');
  story.connection('open');
  story.packet('sent', 'CONNECT');
  const refused = story.packet('received', 'CONNACK', { returnCode: 5 });
  story.connection('closed', { reason: 'refused' });
  story.answered(text, false, { why: 'refused' });
  expect(story.rows.at(-1)?.cause).toBe(refused.id);
});

test('a wrong line explains itself', () => {
  const story = new Story();
  const line = story.line('AT+MQTTPUB=0,"a","{1,2}",1,0');
  const reply = story.answered('AT+MQTTPUB=0,"a","{1,2}",1,0', false, { why: "an unescaped ','" });
  expect(story.rows.at(-1)).toMatchObject({ type: 'failure', cause: line.id });
  expect([line.failed, reply.failed]).toEqual([true, true]);
});

test('data follow from the prompt, and what they publish from the data', () => {
  const story = new Story();
  story.connected();
  const text = 'AT+MQTTPUBRAW=0,"a",3,1,0';
  const line = story.line(text);
  const prompt = story.reply('OK\r\n\r\n>');
  story.event({ event: 'command', host: HOST, line: text, reply: '\r\nOK\r\n\r\n>', ok: true, ms: 1 });
  const data = story.event({
    event: 'traffic',
    from: 'host',
    host: HOST,
    text: '(3 bytes)',
    bytes: 3,
    data: true,
  });
  const publish = story.packet('sent', 'PUBLISH', { packetId: 1, topic: 'a', payload: 'abc', qos: 1 });
  const ack = story.packet('received', 'PUBACK', { packetId: 1 });
  const urc = story.urc('+MQTTPUB:OK');
  expect([prompt.cause, publish.cause, ack.cause, urc.cause]).toEqual([line.id, data.id, publish.id, ack.id]);
});

test('what is missing has a place between those around it', () => {
  const linker = new Linker();
  const time = '2026-01-01T00:00:00Z';
  linker.add({ id: 4, event: { event: 'power', time, module: 'm', phase: 'on' } });
  const row = linker.add({ id: Number.NaN, event: { event: 'dropped', time, count: 3 } });
  expect(row).toMatchObject({ id: 4.5, type: 'run' });
});
