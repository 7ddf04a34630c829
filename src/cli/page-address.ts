import { formatHostPort, type HostPort, hostFromHere } from '#net/host-port';
import { isJournal } from './log/journal.ts';

/** Where the page of a control plane is, for browsers of this machine. */
export function pageUrlOf({ host, port }: HostPort): string {
  return `http://${formatHostPort({ host: hostFromHere(host), port })}/`;
}

/** With the token in the fragment, which browsers send to nobody. */
export function withToken(page: string, token: string | undefined): string {
  return token === undefined ? page : `${page}#token=${token}`;
}

/** Whether a token is not printed: the journal is read by others too, and one that was given is known. */
export function keepsToken(given: boolean): boolean {
  return given || isJournal();
}
