import type { Endpoints } from '#app/endpoints';
import { reasonOf } from '#errors/atmqtt-error';
import { UsageError } from '#errors/usage-error';
import { removeEarlierOutput, removeOutput, writeOutput } from '#files/write-output';
import type { Language } from '#messages/language';
import { type Message, message } from '#messages/message';
import { formatHostPort } from '#net/host-port';
import type { PortInfo } from '#ports/index';
import { printedText } from '../language.ts';

/** Of the column of names, when none is longer. */
const NAME_WIDTH = 10;

/** Of a file with a token in it. */
const OWNER_ONLY = 0o600;

/** What is up and where, as one line of JSON in the ready file and with `--json`. */
export interface Ready extends Endpoints {
  readonly ready: true;
  readonly pid: number;
  /** Where metrics are served; left out where they are not. */
  readonly metrics?: { readonly url: string };
  /** Where the control plane is, and its token; left out where there is none. A Unix socket asks for no token. */
  readonly control?: { readonly url: string; readonly token?: string };
  /** Where the page is, with the token in its fragment; left out where none is served. */
  readonly web?: { readonly url: string };
}

/** Removes what an earlier run left, so that nobody takes it for this one's. @throws UsageError */
export function removeEarlierReadyFile(file: string): void {
  replacing(file, removeEarlierOutput);
}

/** Removes this run's at its end. It may be gone with its folder by then. @throws UsageError */
export function removeReadyFile(file: string): void {
  replacing(file, removeOutput);
}

function replacing(file: string, remove: (file: string) => void): void {
  try {
    remove(file);
  } catch (error) {
    const why = reasonOf(error);
    throw new UsageError(message('cli.readyFileNotReplaced', { file, why }), { cause: error });
  }
}

/**
 * Writes the ready file, which is whole as soon as it is there. Into a pipe it goes once somebody reads it.
 * @throws UsageError
 */
export async function writeReadyFile(file: string, ready: Ready, signal: AbortSignal): Promise<void> {
  try {
    const mode = ready.control?.token === undefined ? undefined : OWNER_ONLY;
    await writeOutput(file, `${JSON.stringify(ready)}\n`, { signal, mode });
  } catch (error) {
    const why = reasonOf(error);
    throw new UsageError(message('cli.readyFileNotWritten', { file, why }), { cause: error });
  }
}

/** What is up and where, for a person. @param control the URL of the control plane, where there is one */
export function describeEndpoints(
  { modules, broker }: Endpoints,
  { textOf }: Language,
  control?: string,
): string {
  const width = Math.max(NAME_WIDTH, ...modules.map(({ name }) => name.length));
  const lines = modules.flatMap(({ name, ports }) =>
    ports.map((port) => `  ${name.padEnd(width)} ${textOf(describePort(port))}`),
  );
  for (const url of broker?.urls ?? []) lines.push(`  ${'broker'.padEnd(width)} ${url}`);
  if (control !== undefined) lines.push(`  ${'control'.padEnd(width)} ${control}`);
  return `${[textOf(message('cli.up')), ...lines].join('\n')}\n`;
}

function describePort(port: PortInfo): Message {
  switch (port.kind) {
    case 'pty':
      return port.link === undefined
        ? message('cli.serialPort', { path: port.path })
        : message('cli.linkedSerialPort', { link: port.link, path: port.path });
    case 'serial':
      return message('cli.serialDevice', port);
    case 'tcp':
    case 'rfc2217':
      return addressed(port, formatHostPort(port));
    case 'unix':
      return addressed(port, port.path);
    case 'ws':
      return addressed(port, port.url);
    case 'exec':
      return message('cli.programPort', { command: port.command });
    case 'stdio':
      return message('cli.stdioPort');
    case 'memory':
      return message('cli.memoryPort');
  }
}

function addressed(
  { kind, dials, fork }: { kind: string; dials?: true; fork?: true },
  address: string,
): Message {
  if (dials === true) return message('cli.dialledPort', { kind, address });
  return message(fork === true ? 'cli.forkingPort' : 'cli.addressedPort', { kind, address });
}

/** How to try the schemes, for a person. @param urls of the broker */
export function describeTrying(urls: readonly string[]): string {
  const port = (scheme: string): string =>
    urls.map((url) => new URL(url)).find((url) => url.protocol === scheme)?.port ?? '';
  return printedText(message('cli.tryTls', { tls: port('mqtts:'), ws: port('ws:'), wss: port('wss:') }));
}
