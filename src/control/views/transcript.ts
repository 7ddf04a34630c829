import type { EventLog } from '../events/event-log.ts';
import type { ControlEvent } from '../events/events.ts';

/** A line of what host, module and broker have said to each other. */
export interface TranscriptLine {
  readonly time: string;
  readonly text: string;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
const UNPRINTABLE = /[\u0000-\u001f\u007f]/g;

/** The last lines of a module, the oldest first, as far back as the log of events goes. */
export function transcriptOf(log: EventLog, module: string, last: number): TranscriptLine[] {
  const lines: TranscriptLine[] = [];
  const { events } = log.after(0);
  for (let at = events.length - 1; at >= 0 && lines.length < last; at--) {
    const { event } = events[at] as (typeof events)[number];
    if (!('module' in event) || event.module !== module) continue;
    for (const text of linesOf(event).reverse()) lines.push({ time: event.time, text });
  }
  return lines.slice(0, last).reverse();
}

function linesOf(event: ControlEvent): string[] {
  switch (event.event) {
    case 'traffic': {
      const speaker = event.host === undefined ? 'module <' : `${event.host} >`;
      return event.text
        .split('\r\n')
        .filter((line) => line !== '')
        .map((line) => `${speaker} ${line.replace(UNPRINTABLE, escaped)}`);
    }
    case 'packet': {
      const { link, direction, packet, text } = event;
      return [`link ${link} ${direction === 'sent' ? '>' : '<'} ${[packet, text].join(' ').trimEnd()}`];
    }
    case 'connection': {
      const { link, phase, address, reason } = event;
      return [`link ${link} ${phase} ${address}${reason === undefined ? '' : `: ${reason}`}`];
    }
    case 'state':
      return [`link ${event.link} state ${event.from} to ${event.to}: ${event.reason}`];
    case 'wifi':
      return [`wifi ${event.phase} ${event.ssid}`];
    case 'power':
      return [`power ${event.phase}`];
    default:
      return [];
  }
}

function escaped(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
