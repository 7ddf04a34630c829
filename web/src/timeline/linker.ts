import type { ControlEvent } from '#control/events/events';
import type { NumberedEvent } from '../api/numbered-event.ts';
import { linkPacket } from './packets.ts';
import { type Row, type RowType, type Side, take } from './row.ts';
import { type LinkTrail, ModuleTrail } from './trails.ts';

type EventOf<N extends ControlEvent['event']> = Extract<ControlEvent, { event: N }>;

/** Milliseconds in which what a fault does shows. */
const FAULT_ACTS_MS = 2000;

/** Makes rows of events in their order, and finds out what each of them follows from; constant work for each. */
export class Linker {
  readonly #modules = new Map<string, ModuleTrail>();
  readonly #brokerFaults = new Map<number, Row>();
  #lastId = 0;

  /** @returns its row; undefined for an event that only says more of another row */
  add({ id, event }: NumberedEvent): Row | undefined {
    const place = Number.isNaN(id) ? this.#lastId + 0.5 : id;
    this.#lastId = Math.floor(place);
    switch (event.event) {
      case 'message':
      case 'swarm':
        return undefined;
      case 'traffic':
        return this.#traffic(place, event);
      case 'command':
        return this.#command(place, event);
      case 'packet': {
        const trail = this.#of(event.module);
        return linkPacket(rowOf(place, event, 'packet', 'broker'), event, trail, trail.link(event.link));
      }
      case 'connection':
        return this.#connection(place, event);
      case 'state':
        return this.#state(place, event);
      case 'wifi':
        return this.#wifi(place, event);
      case 'clock':
        return this.#clock(place, event);
      case 'power':
        return this.#power(place, event);
      case 'fault':
        return this.#fault(place, event);
      case 'compat': {
        const row = rowOf(place, event, 'compat', 'module');
        const trail = this.#of(event.module);
        row.cause = (trail.open[0] ?? trail.line)?.id ?? 0;
        return row;
      }
      default:
        return rowOf(
          place,
          event,
          'run',
          event.event === 'exec' || event.event === 'unread' ? 'host' : 'module',
        );
    }
  }

  #of(module: string): ModuleTrail {
    let trail = this.#modules.get(module);
    if (trail === undefined) {
      trail = new ModuleTrail();
      this.#modules.set(module, trail);
    }
    return trail;
  }

  #traffic(id: number, event: EventOf<'traffic'>): Row {
    const trail = this.#of(event.module);
    if (event.from === 'host') {
      const row = rowOf(id, event, event.data === true ? 'data' : 'line', 'host');
      if (event.data === true) {
        row.cause = trail.prompt?.id ?? trail.line?.id ?? 0;
        trail.data = row;
      } else {
        trail.asked(row);
        trail.data = undefined;
      }
      return row;
    }
    if (event.urc === true) {
      const row = rowOf(id, event, 'urc', 'host');
      row.cause = causeOfUrc(event.text, trail)?.id ?? 0;
      return row;
    }
    const row = rowOf(id, event, 'reply', 'host');
    row.cause = (trail.open[0] ?? trail.line)?.id ?? 0;
    trail.reply = row;
    if (event.text.endsWith('>')) trail.prompt = row;
    return row;
  }

  /** Says which line its reply answers; is a row of its own where it failed, which says why. */
  #command(id: number, event: EventOf<'command'>): Row | undefined {
    const trail = this.#of(event.module);
    const place = trail.open.findLastIndex(
      ({ event: line }) => line.event === 'traffic' && line.host === event.host && line.text === event.line,
    );
    const line = trail.open[place];
    const { reply } = trail;
    const begins = event.dataBytes === undefined ? line : (trail.data ?? line);
    if (reply !== undefined && begins !== undefined && reply.id > begins.id) {
      reply.cause = begins.id;
      reply.failed = !event.ok;
      reply.took = {
        from: begins.id,
        ms: event.ms,
        ends: [shortName(event.line), event.ok ? 'OK' : 'ERROR'],
      };
      if (line !== undefined) line.answer = reply.id;
    }
    const prompted = event.ok && event.dataBytes === undefined && event.reply.endsWith('>');
    if (!prompted && place >= 0) trail.open.splice(place, 1);
    if (event.ok) return undefined;
    if (line !== undefined) line.failed = true;
    const row = rowOf(id, event, 'failure', 'module');
    row.failed = true;
    row.cause = causeOfFailure(event, line, trail)?.id ?? 0;
    return row;
  }

  #connection(id: number, event: EventOf<'connection'>): Row {
    const row = rowOf(id, event, 'connection', 'broker');
    const trail = this.#of(event.module);
    const link = trail.link(event.link);
    const { dials, step } = link;
    switch (event.phase) {
      case 'dials':
        row.cause = (trail.running(/^AT\+MQTTCONN=/i) ?? link.lost ?? link.state)?.id ?? 0;
        link.dialled(row);
        return row;
      case 'closed':
        row.failed = event.reason !== undefined;
        row.cause = causeOfClose(row, trail, link)?.id ?? 0;
        if (link.opened !== undefined) take(row, link.opened, 'open', 'closed');
        link.closed = row;
        return row;
      case 'open':
        row.cause = step?.id ?? 0;
        if (dials !== undefined) take(row, dials, 'dial', 'open');
        link.opened = row;
        return row;
      case 'tcp':
      case 'tls':
      case 'websocket':
        row.cause = step?.id ?? 0;
        if (step?.event.event === 'connection')
          take(row, step, step === dials ? 'dial' : step.event.phase, event.phase);
        link.step = row;
        return row;
      default:
        row.cause = step?.id ?? 0;
        return row;
    }
  }

  #state(id: number, event: EventOf<'state'>): Row {
    const row = rowOf(id, event, 'state', 'module');
    const trail = this.#of(event.module);
    const link = trail.link(event.link);
    const before = link.state?.id ?? 0;
    const lost = event.from >= 4 && event.to < 4;
    const cause = lost
      ? (later(link.closed, before) ?? later(trail.left, before))
      : event.to >= 4
        ? later(link.connack, before)
        : undefined;
    row.cause = (cause ?? trail.running(/^AT\+MQTT/i) ?? trail.power)?.id ?? 0;
    if (lost) link.lost = row;
    link.state = row;
    return row;
  }

  #wifi(id: number, event: EventOf<'wifi'>): Row {
    const row = rowOf(id, event, 'wifi', 'module');
    const trail = this.#of(event.module);
    const commanded = trail.open.length > 0 ? trail.running(/^AT\+(?:CW|RST|RESTORE)/i) : undefined;
    const cause =
      event.phase === 'gotAddress'
        ? trail.wifi
        : (commanded ?? acting(trail.fault, row, /^wifi/) ?? trail.left ?? trail.power);
    row.cause = cause?.id ?? 0;
    trail.wifi = row;
    if (event.phase === 'left') trail.left = row;
    return row;
  }

  #clock(id: number, event: EventOf<'clock'>): Row {
    const row = rowOf(id, event, 'clock', 'module');
    const trail = this.#of(event.module);
    row.cause = (trail.running(/^AT\+(?:CIPSNTP|SYSTIMESTAMP)/i) ?? trail.wifi)?.id ?? 0;
    trail.clock = row;
    return row;
  }

  #power(id: number, event: EventOf<'power'>): Row {
    const row = rowOf(id, event, 'power', 'module');
    const trail = this.#of(event.module);
    const commanded = trail.open.length > 0 ? trail.open[0] : undefined;
    row.cause =
      ((event.phase === 'on' ? trail.power : commanded) ?? acting(trail.fault, row, /^power/))?.id ?? 0;
    // A restart answers nothing that was asked before it.
    if (event.phase !== 'on') trail.open.length = 0;
    trail.power = row;
    return row;
  }

  #fault(id: number, event: EventOf<'fault'>): Row {
    const ofModule = event.module === undefined ? undefined : this.#of(event.module);
    const row = rowOf(id, event, 'fault', ofModule === undefined ? 'broker' : 'module');
    const begun = ofModule?.faults ?? this.#brokerFaults;
    const began = begun.get(event.id);
    if (event.phase === 'begins') begun.set(event.id, row);
    else if (began !== undefined) {
      row.cause = began.id;
      if (event.phase === 'ends') {
        take(row, began, 'begins', 'ends');
        began.answer = row.id;
        begun.delete(event.id);
      }
    }
    if (ofModule !== undefined) ofModule.fault = row;
    return row;
  }
}

/** A row of which nothing else is known yet. */
function rowOf(id: number, event: ControlEvent, type: RowType, side: Side): Row {
  return {
    ...{
      id,
      event,
      type,
      side,
      at: Date.parse(event.time),
      cause: 0,
      answer: 0,
      took: undefined,
      failed: false,
    },
    module: 'module' in event ? event.module : undefined,
  };
}

/** Its name without what all have in common: CONN of AT+MQTTCONN=… */
function shortName(line: string): string {
  return /^AT\+(?:MQTT)?(\w+)/i.exec(line)?.[1]?.toUpperCase() ?? 'AT';
}

function later(row: Row | undefined, id: number): Row | undefined {
  return row !== undefined && row.id > id ? row : undefined;
}

/** A fault of an area that has just begun or acted. */
function acting(fault: Row | undefined, row: Row, name: RegExp): Row | undefined {
  if (fault?.event.event !== 'fault' || fault.event.phase === 'ends' || !name.test(fault.event.fault))
    return undefined;
  return row.at - fault.at <= FAULT_ACTS_MS ? fault : undefined;
}

function causeOfUrc(text: string, trail: ModuleTrail): Row | undefined {
  const [, name = '', id] = /^\+?([A-Z_ ]+)(?::(\d))?/.exec(text) ?? [];
  const link = trail.link(Number(id ?? 0));
  switch (name) {
    case 'MQTTSUBRECV':
      return link.received;
    case 'MQTTCONNECTED':
      return link.connack;
    case 'MQTTDISCONNECTED':
      return later(link.closed, link.opened?.id ?? 0) ?? link.lost ?? link.closed;
    case 'MQTTPUB':
      return link.acknowledged ?? link.published;
    case 'TIME_UPDATED':
      return trail.clock;
    default:
      if (name.startsWith('WIFI')) return trail.wifi;
      return text === 'ready' ? trail.power : (trail.open[0] ?? trail.line);
  }
}

/** What befell the link while the command ran; or the state that forbids it; or the line itself. */
function causeOfFailure(
  { line: text, key }: EventOf<'command'>,
  line: Row | undefined,
  trail: ModuleTrail,
): Row | undefined {
  const [, id] = /^AT\+MQTT\w+=(\d)/i.exec(text) ?? [];
  if (id === undefined) return line;
  const link = trail.link(Number(id));
  const since = line?.id ?? 0;
  const refused = link.connack?.failed === true ? later(link.connack, since) : undefined;
  const { acknowledged } = link;
  const befell =
    refused ??
    later(link.closed, since) ??
    (acknowledged?.failed === true ? later(acknowledged, since) : undefined);
  if (befell !== undefined) return befell;
  return key === 'commands.linkState' ? (link.state ?? line) : line;
}

function causeOfClose(row: Row, trail: ModuleTrail, link: LinkTrail): Row | undefined {
  const since = link.dials?.id ?? 0;
  return (
    later(link.disconnect, since) ??
    (link.connack?.failed === true ? link.connack : undefined) ??
    later(trail.left, since) ??
    acting(trail.fault, row, /./) ??
    (link.ping !== undefined && row.failed ? link.ping : undefined) ??
    link.step
  );
}
