import { signal } from '@preact/signals';
import type { z } from 'zod';
import type { linkSchema } from '#control/schemas/modules';
import { at, RequestError, request } from '../api/request.ts';
import type { Module } from '../state/modules.ts';
import { fresh } from './fresh.ts';

/** A link with all that commands have set on it. */
export type Link = z.infer<typeof linkSchema>;

/** A client of the embedded broker, as far as it is of interest here. */
export interface BrokerClient {
  readonly id: string;
  readonly subscriptions: readonly { readonly filter: string; readonly qos: number }[];
}

interface LinksView {
  readonly links: readonly Link[];
  /** Of the embedded broker; undefined without one. */
  readonly clients: readonly BrokerClient[] | undefined;
}

/** Events behind which a link is not as it was. */
const CHANGING = new Set(['state', 'command', 'packet', 'connection', 'power']);

/** A run without the embedded broker is not asked for its clients again. */
let noBroker = false;

/** The links of the module that is shown. */
export const links = fresh<LinksView>(
  async (name) => {
    const { links: all } = await request<Module>(at`/modules/${name}`);
    const ids = all.map(({ link }) => link);
    const [found, clients] = await Promise.all([
      Promise.all(ids.map((id) => request<Link>(at`/modules/${name}/links/${id}`))),
      clientsOfBroker(),
    ]);
    return { links: found, clients };
  },
  ({ event }) => CHANGING.has(event),
);

/** The link whose details are shown. */
export const chosenLink = signal(0);

async function clientsOfBroker(): Promise<readonly BrokerClient[] | undefined> {
  if (noBroker) return undefined;
  try {
    return (await request<{ clients: BrokerClient[] }>('/broker/clients')).clients;
  } catch (error) {
    if (error instanceof RequestError && error.status === 404) noBroker = true;
    return undefined;
  }
}
