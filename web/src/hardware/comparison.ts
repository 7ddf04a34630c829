import { signal } from '@preact/signals';
import { RequestError, request, requestStream } from '../api/request.ts';
import { type ProgramText, shownText } from '../texts/messages.ts';
import { placeOf } from './serial.ts';
import { fromHost, hearModule, module } from './tap.ts';

/** A comparison that goes on, or was last, as GET /comparison has it. */
export interface Comparison {
  readonly state: 'none' | 'running' | 'over' | 'ended' | 'failed';
  readonly progress?: { readonly done: number; readonly planned: number; readonly differing: number };
  readonly notice?: ProgramText;
  readonly why?: ProgramText;
  readonly report?: boolean;
  readonly findings?: number;
}

const ASK_MS = 500;
/** Bytes in one request. */
const PIECE_BYTES = 32_768;

export const comparison = signal<Comparison>({ state: 'none' });
/** Why it could not begin or be ended. */
export const refusal = signal<string | undefined>(undefined);

let following = false;
let waiting: number[] = [];
let sending = false;

/** Begins to compare the module that is connected. @param broker HOST:PORT that it reaches; empty: as the program chooses */
export function beginComparison(broker: string): Promise<void> {
  const { value: port } = module.port;
  const name = port === undefined ? undefined : placeOf(port);
  const body = { ...(name !== undefined && { name }), ...(broker !== '' && { broker }) };
  return act('POST', body);
}

/** Calls it off. */
export function endComparison(): Promise<void> {
  return act('DELETE');
}

/** Looks whether one goes on, which a page that was loaded anew goes on with. */
export async function followComparison(): Promise<void> {
  // Of a program that is away the header tells.
  comparison.value = await request<Comparison>('/comparison').catch(() => comparison.value);
  if (comparison.value.state !== 'running' || following) return;
  following = true;
  const timer = setInterval(() => void followComparison(), ASK_MS);
  while (comparison.value.state === 'running') {
    if (module.state.value === 'open') await holdLine();
    if (comparison.value.state === 'running') await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }
  clearInterval(timer);
  following = false;
}

async function act(method: 'POST' | 'DELETE', body?: object): Promise<void> {
  refusal.value = undefined;
  try {
    comparison.value = await request<Comparison>('/comparison', { method, body });
    void followComparison();
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    refusal.value = shownText({ text: error.message, key: error.key, params: error.parameters });
  }
}

/** Hands on what program and module say, until the line breaks off, the comparison is over or the module is unplugged. */
async function holdLine(): Promise<void> {
  const leave = new AbortController();
  const unwatch = module.state.subscribe((state) => {
    if (state !== 'open') leave.abort();
  });
  try {
    const reader = (await requestStream('/comparison/line', { signal: leave.signal })).getReader();
    waiting = [];
    hearModule(said);
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      fromHost(value);
    }
  } catch {
    // It is tried again as long as the comparison goes on.
  } finally {
    hearModule(undefined);
    waiting = [];
    unwatch();
  }
}

function said(bytes: Uint8Array): void {
  waiting.push(...bytes);
  void send();
}

/** One request after the other, so that bytes keep their order. */
async function send(): Promise<void> {
  if (sending) return;
  sending = true;
  while (waiting.length > 0) {
    const base64 = btoa(String.fromCharCode(...waiting.splice(0, PIECE_BYTES)));
    // What nobody takes is lost, as on a wire.
    await request('/comparison/line', { method: 'POST', body: { base64 } }).catch(() => {});
  }
  sending = false;
}
