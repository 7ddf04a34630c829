import { reasonOf } from '#errors/atmqtt-error';
import { defect } from '#errors/defect-error';
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
  const program = spawnShell(command, { stdio: ['pipe', 'pipe', 'pipe'] });
  const { stdin, stdout, stderr } = program.child;
  await started(program, command);
  // The types do not know that there are pipes.
  if (stdin === null || stdout === null || stderr === null) throw defect(message('errors.noPipes'));
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

function started({ child }: ShellProgram, command: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => {
      const reason = message('ports.programNotStarted', { command, why: reasonOf(error) });
      reject(new PortError('UNAVAILABLE', reason, { cause: error }));
    });
  });
}
