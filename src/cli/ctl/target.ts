import { readFileSync } from 'node:fs';
import { CONTROL_PORT } from '#config/control-address';
import type { Environment } from '#config/environment';
import { reasonOf } from '#errors/atmqtt-error';
import { UsageError } from '#errors/usage-error';
import { readPasswordFile } from '#files/password-file';
import { message } from '#messages/message';
import { LOOPBACK } from '#net/host-port';
import { CtlError } from './ctl-error.ts';

const URL_VARIABLE = 'ATMQTT_CONTROL_URL';
const TOKEN_VARIABLE = 'ATMQTT_CONTROL_TOKEN';
const TOKEN_FILE_VARIABLE = 'ATMQTT_CONTROL_TOKEN_FILE';
const UNIX = 'unix:';

/** How a running program is found, as it was typed. */
export interface WhereOptions {
  readonly url?: string;
  readonly token?: string;
  readonly readyFile?: string;
}

/** Where a control plane is, and what it is shown. */
export interface CtlTarget {
  /** Of HTTP, or undefined for a Unix socket. */
  readonly url: URL | undefined;
  /** Of a Unix socket. */
  readonly path: string | undefined;
  readonly token: string | undefined;
}

/**
 * Where the program is: as it was typed, as the ready file says, or as the environment does; else at the usual port.
 * @throws UsageError for an address that is none; CtlError `UNREACHABLE` for a ready file that is not there yet
 */
export function targetOf({ url, token, readyFile }: WhereOptions, environment: Environment): CtlTarget {
  if (url !== undefined && readyFile !== undefined) {
    throw new UsageError(message('ctl.twoPlaces', { first: '--url', second: '--ready-file' }));
  }
  const ready = readyFile === undefined ? undefined : readyControl(readyFile);
  const typed = url ?? ready?.url ?? environment[URL_VARIABLE] ?? `http://${LOOPBACK}:${CONTROL_PORT}`;
  const found = parseTarget(typed);
  const shown =
    token ?? found.token ?? ready?.token ?? (ready === undefined ? tokenOf(environment) : undefined);
  return { ...found, token: shown };
}

function tokenOf(environment: Environment): string | undefined {
  const file = environment[TOKEN_FILE_VARIABLE];
  return environment[TOKEN_VARIABLE] || (file ? readPasswordFile(file, () => {}) : undefined);
}

function parseTarget(typed: string): CtlTarget {
  if (typed.startsWith(UNIX)) {
    const path = typed.slice(UNIX.length);
    if (path !== '') return { url: undefined, path, token: undefined };
  }
  const text = /^[a-z]+:\/\//i.test(typed) ? typed : `http://${typed}`;
  const url = typed !== UNIX && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw new UsageError(message('ctl.notUrl', { typed: withoutToken(typed) }));
  if (url.port === '' && url.protocol === 'http:' && !/:80(\/|$)/.test(text)) url.port = String(CONTROL_PORT);
  const fragment = new URLSearchParams(url.hash.slice(1)).get('token') ?? undefined;
  return { url, path: undefined, token: fragment };
}

function withoutToken(typed: string): string {
  return typed.replace(/#.*/s, '#…');
}

/** What a ready file says of the control plane. */
function readyControl(file: string): { readonly url: string; readonly token?: string } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const reason = message('ctl.noReadyFile', { file, why: reasonOf(error) });
    throw new CtlError('UNREACHABLE', reason, { cause: error });
  }
  const control = controlIn(text);
  if (control !== undefined) return control;
  throw new UsageError(message('ctl.readyFileWithoutControl', { file }));
}

function controlIn(text: string): { readonly url: string; readonly token?: string } | undefined {
  try {
    const { control } = JSON.parse(text) as { control?: { url?: unknown; token?: unknown } };
    const { url, token } = control ?? {};
    if (typeof url !== 'string') return undefined;
    return typeof token === 'string' ? { url, token } : { url };
  } catch {
    return undefined;
  }
}
