import { UsageError } from '#errors/usage-error';
import { message } from '#messages/message';
import { parseTimeLimit } from '#time/duration';
import { systemTimers } from '#time/timers';
import { printedText } from '../language.ts';
import type { CtlContext } from './commands.ts';

/** Milliseconds that a broker elsewhere may take. */
const CONNECT_MS = 20_000;
/** Milliseconds after which nobody looks on any more, unless something asks. */
const MAX_LISTENING_MS = 14_000;

/** Which topics, as it was typed. */
export interface TopicsOptions {
  readonly link?: string;
  readonly brokerUrl?: string;
  readonly retained?: true;
  readonly for?: string;
}

interface ToldTopic {
  readonly topic: string;
  readonly retained: boolean;
  readonly preview: string;
  readonly from: { readonly client?: string; readonly module?: string };
}

/** `ctl topics` @throws UsageError, CtlError */
export async function listTopics(
  { client, module, json, print }: CtlContext,
  { link, brokerUrl: url, retained, for: typed }: TopicsOptions,
): Promise<boolean> {
  const ms = listeningTime(typed);
  const ofLink = module !== undefined && { module, ...(link !== undefined && { link: Number(link) }) };
  const body = url === undefined ? { ...ofLink } : { url };
  const { id } = (await client.ask('/watches', { body, waitMs: CONNECT_MS, has: 'connected' })) as {
    id: string;
  };
  if (ms > 0) await new Promise<void>((resolve) => void systemTimers.after(ms, resolve));
  const answer = (await client.ask(`/watches/${id}/topics`, { has: 'topics' })) as {
    topics: readonly ToldTopic[];
  };
  const topics = answer.topics.filter((topic) => retained !== true || topic.retained);
  if (json) print(JSON.stringify({ ...answer, topics }));
  else if (topics.length === 0) print(printedText(message('ctl.noTopics')));
  for (const { topic, retained: kept, preview, from } of json ? [] : topics) {
    const by = from.client ?? from.module;
    print(
      printedText(message('ctl.topic', { topic, preview, retained: kept, by })).replaceAll(/\p{Cc}/gu, ' '),
    );
  }
  return true;
}

interface Subscribed {
  readonly id: string;
  readonly subscriptions: readonly { readonly filter: string; readonly qos: number }[];
}

/** `ctl clients` @throws CtlError */
export async function listClients({ client, json, print }: CtlContext): Promise<boolean> {
  const { clients } = (await client.ask('/broker/clients', { has: 'clients' })) as {
    clients: readonly (Subscribed & { readonly address?: string })[];
  };
  const { sessions } = (await client.ask('/broker/sessions', { has: 'sessions' })) as {
    sessions: readonly (Subscribed & { readonly since: string; readonly waiting: number })[];
  };
  if (json) {
    print(JSON.stringify({ clients, sessions }));
    return true;
  }
  const lines = [
    ...clients.map(({ id, address, subscriptions }) =>
      message('ctl.client', { id, address, filters: filtersOf(subscriptions) }),
    ),
    ...sessions.map(({ id, since, waiting, subscriptions }) =>
      message('ctl.session', { id, since, waiting, filters: filtersOf(subscriptions) }),
    ),
  ];
  for (const line of lines.length > 0 ? lines : [message('ctl.noClients')])
    print(printedText(line).replaceAll(/\p{Cc}/gu, ' '));
  return true;
}

function filtersOf(subscriptions: Subscribed['subscriptions']): readonly string[] {
  return subscriptions.map(({ filter, qos }) => `${filter} (QoS ${qos})`);
}

function listeningTime(typed: string | undefined): number {
  if (typed === undefined) return 0;
  const ms = parseTimeLimit(typed);
  if (ms !== undefined && ms >= 0 && ms <= MAX_LISTENING_MS) return ms;
  throw new UsageError(message('ctl.badDuration', { option: '--for', typed }));
}
