import { constants } from 'node:os';
import { reasonOf } from '#errors/atmqtt-error';
import { type Message, message } from '#messages/message';
import { PortError } from '../errors.ts';
import type { Port, PortEvents, PortKind } from '../port.ts';
import { malformedSpec } from '../spec/malformed.ts';
import { ExecHost } from './exec-host.ts';
import { eachLine } from './lines.ts';
import { type ShellProgram, spawnShell } from './spawn.ts';

const USAGE = 'exec:COMMAND';
/** Bytes of one line of a program's standard error that are shown. */
const MAX_LINE_BYTES = 4096;

/** A program that is started as the host, and speaks on its standard input and output. */
export const execKind: PortKind = {
  name: 'exec',
  usage: USAGE,
  parse(spec, rest = '') {
    const malformed = malformedSpec(spec, USAGE, '"exec:python3 host.py"');
    if (rest.trim() === '') throw malformed(message('ports.noCommand'));
    if (rest.includes('\0')) throw malformed(message('ports.zeroByteInCommand'));
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
  eachLine(stderr, MAX_LINE_BYTES, (line) => events.notice('info', message('ports.programSays', { line })));
  program.child.once('close', (code, signal) => {
    if (!closing) events.notice(code === 0 ? 'info' : 'warn', endOf(command, code, signal));
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
      const reason = message('ports.programNotStarted', { command, why: reasonOf(error) });
      reject(new PortError('UNAVAILABLE', reason, { cause: error }));
    });
  });
}

/** Exit codes of the shell (POSIX, Shell Command Language 2.8.2). */
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;
const BY_SIGNAL = 128;

function endOf(command: string, code: number | null, signal: NodeJS.Signals | null): Message {
  if (code === null) return message('ports.programKilled', { command, signal: `${signal}` });
  if (code === NOT_FOUND) return message('ports.programNotFound', { command, code });
  if (code === NOT_EXECUTABLE) return message('ports.programNotExecutable', { command, code });
  const named = Object.entries(constants.signals).find(([, number]) => number === code - BY_SIGNAL)?.[0];
  return message('ports.programEnded', { command, code, signal: named });
}
