import { type About, about } from '../state/about.ts';
import { RequestError, request } from './request.ts';

/** Whether the program lets this page in. */
export type Admission = 'admitted' | 'refused' | 'unreachable';

/**
 * Exchanges a token for the cookie that all other requests show.
 * @throws RequestError when it is wrong
 */
export async function showToken(token: string): Promise<void> {
  await request('/session', { method: 'POST', body: { token } });
}

/** Takes the token out of the address, where nobody shall read it over a shoulder or find it in the history. */
export function takeTokenFromAddress(): string | undefined {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const token = fragment.get('token') ?? undefined;
  if (token !== undefined) history.replaceState(null, '', location.pathname + location.search);
  return token;
}

/** Asks whom this page is of, which shows whether its cookie, if it has one, is worth something in this run. */
export async function admission(): Promise<Admission> {
  try {
    about.value = await request<About>('/about');
    return 'admitted';
  } catch (error) {
    return error instanceof RequestError && error.status === 0 ? 'unreachable' : 'refused';
  }
}
