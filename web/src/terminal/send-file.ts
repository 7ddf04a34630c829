import { signal } from '@preact/signals';
import { base64Of } from '#bytes/base64';
import { quoted } from './typed-line.ts';
import { type, whyOf } from './typing.ts';

/** How a file is published. */
export interface FileMessage {
  readonly file: File;
  readonly link: number;
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
}

/** How far a file has come; `refused` and `broken` say why. */
export type Sending =
  | { readonly state: 'sending'; readonly sent: number; readonly bytes: number }
  | { readonly state: 'done'; readonly bytes: number; readonly ms: number }
  | { readonly state: 'refused' | 'broken'; readonly why: string };

/** The file that is or was sent last. */
export const sending = signal<Sending | undefined>(undefined);

/** Bytes that go in one request. */
const CHUNK_BYTES = 48 * 1024;

/** The command that announces it. */
export function announcement({ file, link, topic, qos, retain }: FileMessage): string {
  return `AT+MQTTPUBRAW=${link},${quoted(topic)},${file.size},${qos},${retain ? 1 : 0}`;
}

/**
 * Publishes a file as AT+MQTTPUBRAW: the command, its prompt, the bytes, the result.
 * @throws RequestError when the program refuses it or does not answer
 */
export async function sendFile(module: string, message: FileMessage): Promise<void> {
  const { file } = message;
  const bytes = file.size;
  sending.value = { state: 'sending', sent: 0, bytes };
  let answer = await type(module, { line: announcement(message) });
  if (answer.awaits !== bytes) {
    sending.value = { state: 'refused', why: whyOf(answer) || answer.output.trim() };
    return;
  }
  for (let from = 0; from < bytes; from += CHUNK_BYTES) {
    const chunk = new Uint8Array(await file.slice(from, from + CHUNK_BYTES).arrayBuffer());
    answer = await type(module, { base64: base64Of(chunk) });
    const sent = from + chunk.length;
    if (sent < bytes && answer.awaits !== bytes - sent) break;
    sending.value = { state: 'sending', sent, bytes };
  }
  const published = answer.commands.at(-1);
  sending.value = published?.ok
    ? { state: 'done', bytes, ms: published.ms }
    : { state: 'broken', why: whyOf(answer) || answer.output.trim() };
}
