import type { Aedes, Client } from 'aedes';

/** What of Aedes' store is used here; its types leave it out. */
export interface OutgoingStore {
  outgoingEnqueue(to: { readonly clientId: string }, packet: object): Promise<void>;
  outgoingUpdate(client: Client, packet: OutgoingUpdate): Promise<unknown>;
}

interface OutgoingUpdate {
  readonly cmd?: string;
  readonly brokerId?: string;
  readonly brokerCounter?: number;
  readonly messageId: number;
}

/** The store of a broker that listens. */
export function storeOf(aedes: Aedes): OutgoingStore {
  return (aedes as unknown as { readonly persistence: OutgoingStore }).persistence;
}
