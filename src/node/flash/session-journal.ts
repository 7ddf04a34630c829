import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { replaceFile } from '#files/replace-file';
import { message } from '#messages/message';
import type { StoredSessionFile } from '#module/flash/flash';
import { FlashError } from '#module/flash/flash-error';
import type { OutgoingPublish, StoredSession } from '#mqtt/client/session-store';

/** After so many lines the journal is written anew with what is still alive. */
const COMPACT_AFTER_LINES = 10_000;

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
 * ignored. The file is made with the first change.
 */
export function openSessionJournal(file: string): StoredSessionFile {
  const outgoing = new Map<number, OutgoingPublish>();
  const received = new Set<number>();
  let descriptor: number | undefined;
  let lines = 0;

  function apply(line: Line): void {
    switch (line.op) {
      case 'put': {
        const topic = Buffer.from(line.topic, 'base64');
        const payload = Buffer.from(line.payload, 'base64');
        outgoing.set(line.id, { ...line, topic, payload });
        break;
      }
      case 'release': {
        const entry = outgoing.get(line.id);
        if (entry !== undefined)
          outgoing.set(line.id, { ...entry, payload: Buffer.alloc(0), phase: 'release' });
        break;
      }
      case 'remove':
        outgoing.delete(line.id);
        break;
      case 'received':
        received.add(line.id);
        break;
      case 'receivedDone':
        received.delete(line.id);
        break;
    }
  }

  function append(line: Line): void {
    descriptor ??= openSync(file, 'a', 0o600);
    writeSync(descriptor, `${JSON.stringify(line)}\n`);
    apply(line);
    lines++;
    if (lines >= COMPACT_AFTER_LINES) compact();
  }

  function compact(): void {
    const alive: Line[] = [
      ...[...outgoing.values()].map(putLine),
      ...[...received].map((each): Line => ({ op: 'received', id: each })),
    ];
    replaceFile(file, alive.map((line) => `${JSON.stringify(line)}\n`).join(''), { mode: 0o600 });
    // The descriptor still names the file that was replaced.
    close();
    lines = alive.length;
  }

  function close(): void {
    const open = descriptor;
    descriptor = undefined;
    if (open === undefined) return;
    try {
      fsyncSync(open);
    } finally {
      closeSync(open);
    }
  }

  return {
    load(): StoredSession {
      for (const line of readLines(file)) apply(line);
      if (existsSync(file)) compact();
      return { outgoing: [...outgoing.values()], received: [...received] };
    },
    put: (entry) => append(putLine(entry)),
    release: (each) => append({ op: 'release', id: each }),
    remove: (each) => append({ op: 'remove', id: each }),
    received: (each) => append({ op: 'received', id: each }),
    receivedDone: (each) => append({ op: 'receivedDone', id: each }),
    clear() {
      outgoing.clear();
      received.clear();
      lines = 0;
      if (descriptor === undefined && !existsSync(file)) return;
      descriptor ??= openSync(file, 'a', 0o600);
      ftruncateSync(descriptor);
    },
    close,
  };
}

function putLine(entry: OutgoingPublish): Line {
  const { id: identifier, qos, retain, phase } = entry;
  const topic = Buffer.from(entry.topic).toString('base64');
  const payload = Buffer.from(entry.payload).toString('base64');
  return { op: 'put', id: identifier, topic, payload, qos, retain, phase };
}

function readLines(file: string): Line[] {
  if (!existsSync(file)) return [];
  const parts = readFileSync(file, 'utf8').split('\n');
  // What follows the last line end is empty, or a line that a kill cut short.
  parts.pop();
  return parts.map((text, index) => {
    try {
      return lineSchema.parse(JSON.parse(text));
    } catch (error) {
      throw new FlashError('DAMAGED', message('flash.notSession', { path: file, line: index + 1 }), {
        cause: error,
      });
    }
  });
}
