import type { ControlEvent } from '#control/events/events';
import { shownText } from '../texts/messages.ts';
import { packetText } from './packet-text.ts';
import type { Row } from './row.ts';
import { texts } from './texts.ts';

type Connection = Extract<ControlEvent, { event: 'connection' }>;
type Told = { readonly key?: string; readonly params?: unknown };

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
const UNPRINTABLE = /[\u0000-\u001f\u007f]/g;

/** What a row says, in one line and in the language of the page. */
export function showRow({ event }: Row): string {
  const t = texts.value;
  switch (event.event) {
    case 'traffic':
      return oneLine(shownText(told(event.text, event)));
    case 'command':
      return [shownText(told(event.why ?? '', event)), ...(event.codes ?? [])].join(' · ');
    case 'packet':
      return packetText(event);
    case 'connection':
      return connection(event);
    case 'state': {
      const name = t.stateNames[event.to] ?? '';
      return `${t.linkState(event.link, event.from, event.to, name)} (${shownText(told(event.reason, event))})`;
    }
    case 'wifi':
      return t.wifi[event.phase](event.ssid);
    case 'clock':
      return t.clockSet(event.clock);
    case 'power':
      return t.power[event.phase];
    case 'fault':
      return t.faultPhases[event.phase](event.fault);
    case 'compat':
      return t.compatOf(event.rule, shownText(told(event.why, event)));
    case 'exec':
      return event.code === undefined ? t.began(event.command) : t.ended(event.command, String(event.code));
    case 'verdict':
      return [t.verdict(event.code), shownText(told(event.why ?? '', event))].filter(Boolean).join(': ');
    case 'unread':
      return t.unread(event.host, event.bytes);
    case 'dropped':
      return t.missing(event.count);
    case 'recording':
      return t.recording[event.state];
    case 'message':
      return event.line;
    case 'swarm':
      return '';
  }
}

/** A text of an event in the language of the page. */
export function told(text: string, { key, params }: Told) {
  return { text, key, params };
}

/** The parts of a text that has several lines, one behind the other. */
export function oneLine(text: string): string {
  return text
    .replace(/^(?:\r\n)+|(?:\r\n)+$/g, '')
    .replace(/(?:\r\n)+/g, ' ⏎ ')
    .replace(UNPRINTABLE, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function connection(event: Connection): string {
  const { phases } = texts.value;
  const { phase, address, detail = {}, reason } = event;
  const found = (name: string): string => String(detail[name] ?? '');
  switch (phase) {
    case 'dials':
      return phases.dials(address);
    case 'address':
      return phases.address(found('address'));
    case 'attempt':
      return phases.attempt(`${found('address')}:${found('port')}`);
    case 'tcp':
      return phases.tcp(`${found('address')}:${found('port')}`);
    case 'tls':
      return phases.tls([found('version'), found('cipher'), subjectOf(detail)].filter(Boolean).join(', '));
    case 'verified':
      return detail['verified'] === true ? phases.good : phases.unverified;
    case 'websocket':
      return phases.websocket(found('status'));
    case 'open':
      return phases.open;
    case 'foreign':
      return phases.foreign;
    case 'closed':
      return reason === undefined ? phases.closed : phases.closedWhy(shownText(told(reason, event)));
  }
}

/** Whom the certificate of the server speaks for. */
function subjectOf({ chain }: Readonly<Record<string, unknown>>): string {
  const [own] = Array.isArray(chain) ? (chain as { subject?: string }[]) : [];
  return own?.subject ?? '';
}
