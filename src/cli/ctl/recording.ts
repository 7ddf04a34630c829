import { writeOutput } from '#files/write-output';
import { message } from '#messages/message';
import type { CtlContext } from './commands.ts';
import { CtlError } from './ctl-error.ts';

/** For its owner alone: what was on the wire may be secret. */
const OWNER_ONLY = 0o600;

interface Recording {
  readonly state: string;
  readonly bytes: number;
}

/** `ctl record start` @throws CtlError */
export async function beginRecording(context: CtlContext, secrets: boolean): Promise<boolean> {
  return told(context, await context.client.ask('/recording', { body: { secrets }, has: 'state' }));
}

/** `ctl record stop` @throws CtlError */
export async function endRecording(context: CtlContext): Promise<boolean> {
  return told(context, await context.client.ask('/recording', { method: 'DELETE', has: 'state' }));
}

/** `ctl record save` @throws CtlError, and what the system says of the file */
export async function saveRecording(
  { client, module }: CtlContext,
  file: string,
  format: string,
): Promise<boolean> {
  const query = new URLSearchParams({ format, ...(module !== undefined && { module }) });
  const stream = await client.stream(`/recording/download?${query}`);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  } catch (error) {
    throw new CtlError('UNREACHABLE', message('ctl.ended', { place: client.place }), { cause: error });
  }
  await writeOutput(file, Buffer.concat(chunks), { mode: OWNER_ONLY });
  return true;
}

function told({ json, print }: CtlContext, answer: unknown): boolean {
  const { state, bytes } = answer as Recording;
  print(json ? JSON.stringify(answer) : `${state} ${bytes}`);
  return true;
}
