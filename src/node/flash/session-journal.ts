import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { reasonOf } from '#errors/atmqtt-error';
import { systemCode } from '#errors/system-error';
import { AppendFile, type SyncPolicy } from '#files/append-file';
import { replaceFile } from '#files/replace-file';
import { type Message, message } from '#messages/message';
import type { StoredSessionFile } from '#module/flash/flash';
import { FlashError, isFlashError } from '#module/flash/flash-error';
import type { OutgoingPublish, StoredSession } from '#mqtt/client/session-store';
import { syncPolicyOf } from './sync-policy.ts';

/** After so many lines the journal is written anew with what is still alive. */
const COMPACT_AFTER_LINES = 10_000;
/** And after so many characters, which long payloads come to much earlier. */
const COMPACT_AFTER_LENGTH = 16 * 1024 * 1024;
const LINE_FEED = 0x0a;

const id = z.int().min(1).max(65_535);
const lineSchema = z.discriminatedUnion('op', [
  z.object({
    op: z.literal('put'),
    id,
    topic: z.base64(),
    payload: z.base64(),
    qos: z.union([z.literal(1), z.literal(2)]),
    retain: z.boolean(),
    phase: z.enum(['publish', 'release']),
  }),
  z.object({ op: z.literal('release'), id }),
  z.object({ op: z.literal('remove'), id }),
  z.object({ op: z.literal('received'), id }),
  z.object({ op: z.literal('receivedDone'), id }),
]);
type Line = z.infer<typeof lineSchema>;

/**
 * A persistent session as a journal: one line of JSON a change, appended before the packet it speaks of
 * leaves, so that a killed program loses nothing [B-LOSS-4]. A last line cut short by a kill is
 * ignored; other lines that cannot be read are put aside in a file beside it. The file is made with the first change.
 * A change that cannot be written is refused with a `FlashError` that names the file, and leaves it as it was [B-LOSS-6].
 * @param sync when changes are on the disk, so that they outlive a power failure [B-LOSS-7]
 */
export function openSessionJournal(file: string, sync = syncPolicyOf('interval')): StoredSessionFile {
  return new SessionJournal(file, sync);
}

class SessionJournal implements StoredSessionFile {
  readonly #path: string;
  readonly #sync: SyncPolicy;
  readonly #outgoing = new Map<number, OutgoingPublish>();
  readonly #received = new Set<number>();
  #file: AppendFile | undefined;
  /** Bytes up to the last whole line, where a kill has left a part of one behind them. */
  #whole: number | undefined;
  #lines = 0;
  #compactAt = COMPACT_AFTER_LINES;
  /** Characters appended since the journal was last written anew. */
  #grown = 0;
  /** Acknowledgements that there was no room for; they go before the next change. */
  #owed: Line[] = [];

  constructor(path: string, sync: SyncPolicy) {
    this.#path = path;
    this.#sync = sync;
  }

  load(): StoredSession {
    const { lines, damaged, wholeBytes } = readLines(this.#path);
    this.#whole = wholeBytes;
    for (const line of lines) this.#apply(line);
    const setAside = this.#putAside(damaged);
    // With the disk full the journal goes on as it is.
    if (lines.length + damaged.length > 0 && !setAside?.failed) this.#tryToCompact();
    return {
      outgoing: [...this.#outgoing.values()],
      received: [...this.#received],
      setAside: setAside?.told,
    };
  }

  put(entry: OutgoingPublish): void {
    this.#append([putLine(entry)]);
  }

  release(each: number): void {
    this.#appendOrOwe({ op: 'release', id: each });
  }

  remove(each: number): void {
    this.#appendOrOwe({ op: 'remove', id: each });
  }

  received(ids: readonly number[]): void {
    this.#append(ids.map((each) => ({ op: 'received', id: each })));
  }

  receivedDone(each: number): void {
    this.#append([{ op: 'receivedDone', id: each }]);
  }

  clear(): void {
    this.#outgoing.clear();
    this.#received.clear();
    this.#owed = [];
    this.#lines = 0;
    this.#grown = 0;
    if (this.#file !== undefined || existsSync(this.#path)) this.#change((open) => open.clear());
  }

  close(): void {
    this.#writeOwed();
    const open = this.#file;
    this.#file = undefined;
    open?.close();
  }

  /**
   * With the disk full this is written with the next change, for the broker has the message: a program that is killed
   * before sends it once more.
   */
  #appendOrOwe(line: Line): void {
    try {
      this.#append([line]);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      this.#owed.push(line);
      this.#apply(line);
    }
  }

  #append(lines: readonly Line[]): void {
    const text = [...this.#owed, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
    this.#change((open) => open.append(text));
    this.#lines += this.#owed.length + lines.length;
    this.#grown += text.length;
    this.#owed = [];
    for (const line of lines) this.#apply(line);
    if (this.#lines >= this.#compactAt || this.#grown >= COMPACT_AFTER_LENGTH) this.#tryToCompact();
  }

  #writeOwed(): void {
    if (this.#owed.length === 0) return;
    try {
      this.#append([]);
    } catch {
      // The disk is still full: what is owed may be sent once more.
      this.#owed = [];
    }
  }

  /** @throws FlashError that names the file */
  #change(change: (file: AppendFile) => void): void {
    try {
      this.#file ??= new AppendFile(this.#path, { whole: this.#whole, sync: this.#sync });
      this.#whole = undefined;
      change(this.#file);
    } catch (error) {
      const reason = message('flash.unwritable', { path: this.#path, why: reasonOf(error) });
      throw new FlashError('UNUSABLE', reason, { cause: error });
    }
  }

  #apply(line: Line): void {
    switch (line.op) {
      case 'put': {
        const topic = Buffer.from(line.topic, 'base64');
        const payload = Buffer.from(line.payload, 'base64');
        this.#outgoing.set(line.id, { ...line, topic, payload });
        break;
      }
      case 'release': {
        const entry = this.#outgoing.get(line.id);
        if (entry === undefined) break;
        this.#outgoing.set(line.id, { ...entry, payload: Buffer.alloc(0), phase: 'release' });
        break;
      }
      case 'remove':
        this.#outgoing.delete(line.id);
        break;
      case 'received':
        this.#received.add(line.id);
        break;
      case 'receivedDone':
        this.#received.delete(line.id);
        break;
    }
  }

  /** Writes the journal anew with what is alive. What is appended counts, whether or not there is room for that. */
  #tryToCompact(): void {
    const alive: Line[] = [
      ...[...this.#outgoing.values()].map(putLine),
      ...[...this.#received].map((each): Line => ({ op: 'received', id: each })),
    ];
    try {
      const text = alive.map((line) => `${JSON.stringify(line)}\n`).join('');
      replaceFile(this.#path, text, { mode: 0o600, syncName: this.#sync.when !== 'never' });
      this.#whole = undefined;
      this.#owed = [];
      this.#grown = 0;
      this.#lines = alive.length;
      this.#compactAt = alive.length + COMPACT_AFTER_LINES;
      // The descriptor still names the file that was replaced.
      this.close();
    } catch {
      this.#grown = 0;
      this.#compactAt = this.#lines + COMPACT_AFTER_LINES;
    }
  }

  /** Keeps lines that cannot be read for a person, and takes them out of the journal. */
  #putAside(damaged: readonly string[]): { told: Message; failed: boolean } | undefined {
    if (damaged.length === 0) return undefined;
    const params = { path: this.#path, count: damaged.length, aside: `${this.#path}.damaged` };
    try {
      const aside = new AppendFile(params.aside, { sync: { when: 'always' } });
      try {
        aside.append(damaged.map((line) => `${line}\n`).join(''));
      } finally {
        aside.close();
      }
      return { told: message('flash.linesPutAside', params), failed: false };
    } catch (error) {
      return { told: message('flash.linesLeft', { ...params, why: reasonOf(error) }), failed: true };
    }
  }
}

/** A journal without the line that a program is just writing, or was when it was killed. */
export function wholeLines(journal: Buffer): Buffer {
  return journal.subarray(0, journal.lastIndexOf(LINE_FEED) + 1);
}

/** A journal without the packet identifiers of messages that came from the broker. */
export function withoutReceived(journal: Buffer): string {
  return journal
    .toString('utf8')
    .split('\n')
    .filter((text) => !parseLine(text)?.op.startsWith('received'))
    .join('\n');
}

function isDiskFull(error: unknown): boolean {
  const code = isFlashError(error) ? systemCode(error.cause) : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

function putLine(entry: OutgoingPublish): Line {
  const { id: identifier, qos, retain, phase } = entry;
  const topic = Buffer.from(entry.topic).toString('base64');
  const payload = Buffer.from(entry.payload).toString('base64');
  return { op: 'put', id: identifier, topic, payload, qos, retain, phase };
}

/** What a journal holds: its lines, those that cannot be read, and how many bytes are whole lines. */
function readLines(path: string): { lines: Line[]; damaged: string[]; wholeBytes: number | undefined } {
  const lines: Line[] = [];
  const damaged: string[] = [];
  if (!existsSync(path)) return { lines, damaged, wholeBytes: undefined };
  const bytes = readFileSync(path);
  // What follows the last line end is empty, or a line that a kill cut short.
  const whole = wholeLines(bytes);
  for (const text of whole.toString('utf8').split('\n').slice(0, -1)) {
    const line = parseLine(text);
    if (line === undefined) damaged.push(text);
    else lines.push(line);
  }
  return { lines, damaged, wholeBytes: whole.length };
}

function parseLine(text: string): Line | undefined {
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
