import { constants } from 'node:os';
import { firstLineOf } from '#errors/system-error';
import { type Port, PortError, type PortEvents, type PortKind } from '../port.ts';
import { ExecHost } from './exec-host.ts';
import { eachLine } from './lines.ts';
import { type ShellProgram, spawnShell } from './spawn.ts';

/** Bytes of one line of a program's standard error that are shown. */
const MAX_LINE = 4096;

/** A program that is started as the host, and speaks on its standard input and output. */
export const execKind: PortKind = {
  name: 'exec',
  usage: 'exec:COMMAND',
  parse(spec, rest = '') {
    if (rest.trim() === '' || rest.includes('\0')) {
      const what = rest.trim() === '' ? 'has no command' : 'has a zero byte in its command';
      throw new PortError('MALFORMED', `"${spec}" ${what}; write exec:COMMAND, as in "exec:python3 host.py"`);
    }
    return { kind: 'exec', fork: false, open: (events) => openExec(spec, rest, events) };
  },
};

async function openExec(spec: string, command: string, events: PortEvents): Promise<Port> {
  const program = spawnShell(command, { stdio: ['pipe', 'pipe', 'pipe'] });
  const { stdin, stdout, stderr } = program.child;
  await started(program, command);
  // The types do not know that there are pipes.
  if (stdin === null || stdout === null || stderr === null) throw new Error('a program without pipes');
  let closing = false;
  const host = new ExecHost(stdin, stdout);
  eachLine(stderr, MAX_LINE, (line) => events.notice('info', `exec: ${line}`));
  program.child.once('close', (code, signal) => {
    if (!closing) events.notice(code === 0 ? 'info' : 'warn', `exec: ${command} ${ending(code, signal)}`);
  });
  events.host(host, `exec ${command}`);
  return {
    spec,
    info: { kind: 'exec', command },
    async close() {
      closing = true;
      host.destroy();
      await program.end();
    },
  };
}

function started({ child }: ShellProgram, command: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => {
      const sentence = `exec ${command} could not be started: ${firstLineOf(error)}; see whether /bin/sh runs on this machine`;
      reject(new PortError('UNAVAILABLE', sentence, { cause: error }));
    });
  });
}

/** Exit codes of the shell (POSIX, Shell Command Language 2.8.2). */
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;
const BY_SIGNAL = 128;

function ending(code: number | null, signal: NodeJS.Signals | null): string {
  if (code === null) return `was ended by ${signal}`;
  if (code === NOT_FOUND) return `ended with code ${code}: a program in it was not found`;
  if (code === NOT_EXECUTABLE) return `ended with code ${code}: a program in it cannot be run`;
  const named = Object.entries(constants.signals).find(([, number]) => number === code - BY_SIGNAL)?.[0];
  return `ended with code ${code}${named === undefined ? '' : ` (${named})`}`;
}
