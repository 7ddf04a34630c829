import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { reasonOf } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import { PortError } from '../errors.ts';
import type { Port, PortEvents, PortKind } from '../port.ts';
import { malformedSpec } from '../spec/malformed.ts';
import { ExecHost } from './exec-host.ts';
import { keepLastLines } from './last-lines.ts';
import { endOfProgram } from './program-end.ts';
import { type ShellProgram, spawnShell } from './spawn.ts';

const USAGE = 'exec:COMMAND';

/** A program that is started as the host, and speaks on its standard input and output. */
export const execKind: PortKind = {
  name: 'exec',
  usage: USAGE,
  parse(spec, rest = '') {
    const malformed = malformedSpec(spec, USAGE, '"exec:python3 host.py"');
    if (rest.trim() === '') throw malformed(message('ports.noCommand'));
    if (rest.includes('\0')) throw malformed(message('ports.zeroByteInCommand'));
    return { kind: 'exec', command: rest, fork: false, open: (events) => openExec(spec, rest, events) };
  },
};

async function openExec(spec: string, command: string, events: PortEvents): Promise<Port> {
  const program = await start(command);
  // The types do not know that there are pipes.
  const { stdin, stdout, stderr } = program.child as ChildProcessWithoutNullStreams;
  let closing = false;
  const host = new ExecHost(stdin, stdout);
  const lastLines = keepLastLines(stderr, (line) =>
    events.notice('info', message('ports.programSays', { line })),
  );
  program.child.once('close', (code, signal) => {
    if (closing) return;
    const end = endOfProgram(code, signal);
    const said = message('ports.programEnded', { command, how: end.how });
    events.notice(end.code === 0 ? 'info' : 'warn', said);
    events.programEnded?.({ ...end, lastLines });
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

/** @throws PortError when the system does not start it */
async function start(command: string): Promise<ShellProgram> {
  try {
    // Of some failures the child tells, such as a missing shell; others, such as a command that is too long, are thrown.
    const program = spawnShell(command, { stdio: ['pipe', 'pipe', 'pipe'] });
    await once(program.child, 'spawn');
    return program;
  } catch (error) {
    const reason = message('ports.programNotStarted', { command, why: reasonOf(error) });
    throw new PortError('UNAVAILABLE', reason, { cause: error });
  }
}
