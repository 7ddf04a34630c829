import { signal } from '@preact/signals';
import { listenToEvents } from '../api/event-stream.ts';
import { admission, showToken, takeTokenFromAddress } from '../api/session.ts';
import { about } from './about.ts';
import { events } from './events.ts';
import { refreshModules } from './modules.ts';

/** How the page stands with the program: `refused`: it wants the token; `away`: it does not answer. */
export type Connection = 'connecting' | 'connected' | 'away' | 'refused';

export const connection = signal<Connection>('connecting');

/** Milliseconds until a program that does not answer is asked again. */
const RETRY_MS = 1000;

let close: (() => void) | undefined;
/** When the program began whose events are here. */
let run: string | undefined;

/** Shows the token of the address, if there is one, and listens from then on. */
export async function connect(): Promise<void> {
  const token = takeTokenFromAddress();
  if (token !== undefined) await enter(token).catch(() => {});
  await resume();
}

/** Shows a token that was typed. @throws RequestError when it is wrong */
export async function enter(token: string): Promise<void> {
  await showToken(token);
}

/** Listens, behind the last event that is here; asks first whether the program lets this page in. */
export async function resume(): Promise<void> {
  close?.();
  const admitted = await admission();
  if (admitted === 'unreachable') {
    connection.value = 'away';
    setTimeout(() => void resume(), RETRY_MS);
    return;
  }
  if (admitted === 'refused') {
    connection.value = 'refused';
    return;
  }
  noticeRun();
  close = listenToEvents(events.lastId, {
    event: (event) => events.add(event),
    open: () => {
      connection.value = 'connected';
      void refreshModules();
    },
    interrupted: () => {
      connection.value = 'away';
    },
    refused: () => void resume(),
  });
}

/** Forgets the events of an earlier run: the ids of this one begin anew. */
function noticeRun(): void {
  const began = about.value?.startedAt;
  if (run !== undefined && began !== undefined && run !== began) events.clear();
  run = began ?? run;
}
