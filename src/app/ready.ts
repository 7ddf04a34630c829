import { rmSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { UsageError } from '#cli/failure';
import type { PortInfo } from '#ports/index';

/** Of the column of names, when none is longer. */
const NAME_WIDTH = 10;

/** What is up and where, as one line of JSON in the ready file and with `--json`. */
export interface Ready {
  readonly ready: true;
  readonly pid: number;
  readonly modules: readonly { readonly name: string; readonly ports: readonly PortInfo[] }[];
  /** `url` is the first of `urls`. */
  readonly broker?: { readonly url: string; readonly urls: readonly string[] };
}

/** Removes what an earlier run left, so that nobody takes it for this one's. @throws UsageError */
export function removeReadyFile(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch (error) {
    throw new UsageError(`The ready file ${file} cannot be replaced: ${(error as Error).message}.`);
  }
}

/** Writes the ready file under another name and renames it, so that it is whole as soon as it is there. @throws UsageError */
export function writeReadyFile(file: string, ready: Ready): void {
  try {
    writeFileAtomic.sync(file, `${JSON.stringify(ready)}\n`);
  } catch (error) {
    throw new UsageError(`The ready file ${file} cannot be written: ${(error as Error).message}.`);
  }
}

/** The same for a person. */
export function describeReady(ready: Ready): string {
  const width = Math.max(NAME_WIDTH, ...ready.modules.map(({ name }) => name.length));
  const lines = ready.modules.flatMap(({ name, ports }) =>
    ports.map((port) => `  ${name.padEnd(width)} ${describePort(port)}`),
  );
  for (const url of ready.broker?.urls ?? []) lines.push(`  ${'broker'.padEnd(width)} ${url}`);
  return `${['atmqtt is up:', ...lines].join('\n')}\n`;
}

function describePort(port: PortInfo): string {
  switch (port.kind) {
    case 'pty':
      return `serial ${port.link ?? port.path}${port.link === undefined ? '' : ` → ${port.path}`}`;
    case 'serial':
      return `serial ${port.path} at ${port.baud} baud`;
    case 'tcp':
    case 'rfc2217': {
      const host = port.host.includes(':') ? `[${port.host}]` : port.host;
      return `${port.kind.padEnd(6)} ${host}:${port.port}${manner(port)}`;
    }
    case 'unix':
      return `unix   ${port.path}${manner(port)}`;
    case 'ws':
      return `ws     ${port.url}${manner(port)}`;
    case 'exec':
      return `program ${port.command}`;
    case 'stdio':
      return 'stdin and stdout';
    case 'memory':
      return 'memory';
  }
}

function manner(port: { fork?: true; dials?: true }): string {
  if (port.dials === true) return ' (dialled)';
  return port.fork === true ? ' (a module for each connection)' : '';
}
