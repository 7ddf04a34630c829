import { readdirSync, readFileSync } from 'node:fs';

/**
 * A line of a transcript.
 * - `> text` the host sends it, `< text` the module must write exactly this next
 * - `<… text` what the module writes next is of no interest, up to and including this
 * - `~ text` a log line must contain it, from the beginning of the case on
 * - `!~ text` no log line of the whole case contains it
 * - `wait 10000` the module's clock goes on by so many milliseconds
 * - `connected [reconnect] [persistent]` link 0 was configured and is connected now
 * - `wifi lost` the access point has let go of the station; `wifi gone` none can be heard until `wifi back`
 * - `name NAME ADDRESS` that name has that address, `ping HOST MS` that host answers; others do not
 * - `fault THING` that thing is broken from now on (`faults.ts`)
 * - `time SERVER MOMENT` that time server answers so from now on; others are silent
 * - `broker …` a direction to the broker (`broker-script.ts`)
 */
export interface Direction {
  readonly line: number;
  readonly verb: string;
  readonly text: string;
}

/** One case: a fresh module and a fresh broker, and what is said. */
export interface TranscriptCase {
  readonly file: string;
  readonly title: string;
  /** `name=value` pairs of `settings` lines. */
  readonly settings: readonly string[];
  /** Begin with the echo on, as after boot; otherwise `ATE0` was sent. */
  readonly echo: boolean;
  /** Begin with codes shown, as after `AT+SYSLOG=1`; so it is unless `codes off` says otherwise. */
  readonly codes: boolean;
  readonly directions: readonly Direction[];
}

const folder = new URL('./transcripts/', import.meta.url);

/** All transcripts, in the order of their files. */
export function loadTranscripts(): TranscriptCase[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.transcript'));
  return files.sort().flatMap((file) => parseTranscript(file, readFileSync(new URL(file, folder), 'utf8')));
}

/** Reads a transcript: `== title` begins a case, `#` a comment. */
export function parseTranscript(file: string, text: string): TranscriptCase[] {
  const cases: (TranscriptCase & {
    directions: Direction[];
    settings: string[];
    echo: boolean;
    codes: boolean;
  })[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('== ')) {
      cases.push({ file, title: line.slice(3), settings: [], echo: false, codes: true, directions: [] });
      continue;
    }
    const current = cases.at(-1);
    if (current === undefined) throw new Error(`${file}:${index + 1} stands before the first "== title"`);
    const space = line.indexOf(' ');
    const [verb, rest] = space === -1 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)];
    if (verb === 'settings') current.settings.push(...rest.split(' '));
    else if (verb === 'echo') current.echo = rest === 'on';
    else if (verb === 'codes') current.codes = rest === 'on';
    else current.directions.push({ line: index + 1, verb, text: rest });
  }
  return cases;
}
