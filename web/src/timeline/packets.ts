import type { ControlEvent } from '#control/events/events';
import { type Row, take } from './row.ts';
import type { LinkTrail, ModuleTrail } from './trails.ts';

type Packet = Extract<ControlEvent, { event: 'packet' }>;

/** A packet by its name and direction: what it answers, and what it may be answered by. */
export function linkPacket(row: Row, packet: Packet, trail: ModuleTrail, link: LinkTrail): Row {
  const sent = packet.direction === 'sent';
  switch (packet.packet) {
    case 'CONNECT':
      row.cause = (link.opened ?? link.step)?.id ?? 0;
      link.connect = row;
      break;
    case 'CONNACK':
      connack(row, packet, trail, link);
      break;
    case 'PUBLISH':
      publish(row, packet, trail, link);
      break;
    case 'PUBACK':
    case 'PUBREC':
    case 'PUBCOMP':
      acknowledge(row, packet, link, sent ? 'received' : 'sent');
      break;
    case 'PUBREL':
      acknowledge(row, packet, link, sent ? 'sent' : 'received');
      break;
    case 'SUBSCRIBE':
    case 'UNSUBSCRIBE':
      row.cause = (trail.running(/^AT\+MQTT(?:UN)?SUB/i) ?? link.connack)?.id ?? 0;
      link.begin(`${packet.packet} ${packet.packetId}`, row);
      break;
    case 'SUBACK':
    case 'UNSUBACK':
      row.failed = /\(0x80\)/.test(packet.text);
      answer(row, link, `${packet.packet.replace('ACK', 'SCRIBE')} ${packet.packetId}`);
      link.acknowledged = row;
      break;
    case 'PINGREQ':
      row.cause = link.connack?.id ?? 0;
      link.ping = row;
      break;
    case 'PINGRESP':
      if (link.ping !== undefined) {
        row.cause = link.ping.id;
        link.ping.answer = row.id;
        take(row, link.ping, 'PINGREQ', 'PINGRESP');
      }
      link.ping = undefined;
      break;
    case 'DISCONNECT':
      row.cause = (trail.open[0] ?? trail.left)?.id ?? 0;
      link.disconnect = row;
      break;
  }
  return row;
}

/** Its time counts from the command, where one asked for the connection. */
function connack(row: Row, { returnCode = 0 }: Packet, trail: ModuleTrail, link: LinkTrail): void {
  row.failed = returnCode !== 0;
  link.connack = row;
  if (link.connect === undefined) return;
  row.cause = link.connect.id;
  link.connect.answer = row.id;
  const line = trail.running(/^AT\+MQTTCONN=/i);
  if (line !== undefined && trail.open.includes(line)) take(row, line, 'CONN', 'CONNACK');
  else take(row, link.connect, 'CONNECT', 'CONNACK');
}

function publish(row: Row, packet: Packet, trail: ModuleTrail, link: LinkTrail): void {
  const key = `${packet.direction} ${packet.packetId}`;
  if (packet.direction === 'received') {
    // What the module has published itself comes back where it has subscribed to it.
    const own = link.published;
    if (
      own?.event.event === 'packet' &&
      own.event.topic === packet.topic &&
      own.event.payload === packet.payload
    )
      row.cause = own.id;
    link.received = row;
  } else {
    const before = packet.dup === true ? link.exchange(key)?.first : undefined;
    row.cause = (before ?? trail.data ?? trail.running(/^AT\+MQTTPUB/i))?.id ?? 0;
    link.published = row;
    if (before !== undefined) return;
  }
  if (packet.packetId !== undefined) link.begin(key, row);
}

function acknowledge(row: Row, packet: Packet, link: LinkTrail, of: 'sent' | 'received'): void {
  const key = `${of} ${packet.packetId}`;
  answer(row, link, key, packet.packet === 'PUBACK' || packet.packet === 'PUBCOMP');
  if (of === 'sent') link.acknowledged = row;
}

/** @param ends whether nothing more follows */
function answer(row: Row, link: LinkTrail, key: string, ends = true): void {
  const exchange = link.exchange(key);
  if (exchange === undefined) return;
  const { first, last } = exchange;
  row.cause = last.id;
  last.answer = row.id;
  take(row, first, nameOf(first), nameOf(row));
  exchange.last = row;
  if (ends) link.end(key);
}

function nameOf({ event }: Row): string {
  return event.event === 'packet' ? event.packet : '';
}
