import { StringDecoder } from 'node:string_decoder';
import { message } from '#messages/message';
import type { Status } from '#metrics/status';
import { describeStatus } from '../status.ts';
import type { CtlClient } from './client.ts';
import type { CtlContext } from './commands.ts';
import { CtlError, isCtlError } from './ctl-error.ts';
import { SentEvents } from './sse.ts';

/** `ctl status` @returns whether the program is ready */
export async function showStatus({ client, json, print }: CtlContext): Promise<boolean> {
  const status = (await client.ask('/status', { has: 'notReady' })) as Status;
  if (json) print(JSON.stringify(status));
  else for (const line of describeStatus(status, Date.now())) print(line.replaceAll(/\p{Cc}/gu, ' '));
  return status.ready;
}

/** What `ctl events` prints. */
export interface EventOptions {
  readonly follow?: boolean;
  readonly types?: string;
  readonly since?: string;
}

/** `ctl events` @throws CtlError when the program has ended meanwhile */
export async function showEvents(
  { client, module, json, print }: CtlContext,
  { follow = false, types, since = '0' }: EventOptions,
): Promise<boolean> {
  const filters = { ...(types !== undefined && { types }), ...(module !== undefined && { module }) };
  const last = follow ? Number.POSITIVE_INFINITY : await lastEvent(client);
  if (last <= Number(since)) return true;
  // Whoever ends at the last event must see it, whatever its type is.
  const query = new URLSearchParams({ since, ...(follow && filters) });
  const wanted = types?.split(',');
  const stream = await client.stream(`/events?${query}`);
  const decoder = new StringDecoder();
  const sent = new SentEvents();
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      for (const { id, data } of sent.feed(decoder.write(chunk))) {
        const event = JSON.parse(data) as TimedEvent;
        const passes =
          (wanted === undefined || wanted.includes(event.event)) &&
          (module === undefined || event.module === module);
        if (passes) print(json ? JSON.stringify({ id: Number(id), ...event }) : describeEvent(event));
        if (Number(id) >= last) return true;
      }
    }
  } catch (error) {
    throw new CtlError('UNREACHABLE', message('ctl.ended', { place: client.place }), { cause: error });
  }
  throw new CtlError('UNREACHABLE', message('ctl.ended', { place: client.place }));
}

interface TimedEvent extends Readonly<Record<string, unknown>> {
  readonly event: string;
  readonly time: string;
  readonly module?: string;
}

function describeEvent({ event, time, module, ...more }: TimedEvent): string {
  const fields = Object.entries(more).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [time, ...(module === undefined ? [] : [module]), event, ...fields].join(' ');
}

/** The id of the last event there is. */
async function lastEvent(client: CtlClient): Promise<number> {
  try {
    const body = { for: 'event', event: 'verdict', timeoutMs: 1 };
    return ((await client.ask('/wait', { body, has: 'lastId' })) as { lastId: number }).lastId;
  } catch (error) {
    if (!isCtlError(error)) throw error;
    const { error: told } = (error.answer ?? {}) as { error?: { parameters?: { lastId?: number } } };
    if (told?.parameters?.lastId === undefined) throw error;
    return told.parameters.lastId;
  }
}
