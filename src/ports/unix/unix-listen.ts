import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { reasonOf } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import { bindFailure } from '#net/bind-failure';
import { closerOf, startListening } from '#net/listen';
import { PortError } from '../errors.ts';
import type { Port, PortEvents, PortKind } from '../port.ts';
import { folderError } from '../shared/folder-error.ts';
import { onProcessExit } from '../shared/process-exit.ts';
import { splitForkOption } from '../spec/fork-option.ts';
import { malformedSpec } from '../spec/malformed.ts';
import { parseUnixPath, placeOf } from './unix-path.ts';
import { removeStaleSocket } from './unix-stale.ts';

const USAGE = 'unix-listen:PATH[,fork]';
/** Sockets are made with mode 0600: whoever attaches may give any command. */
const OWNER_ONLY = 0o177;

/** A listening Unix socket: every connection is one host. */
export const unixListenKind: PortKind = {
  name: 'unix-listen',
  usage: USAGE,
  parse(spec, rest = '') {
    const malformed = malformedSpec(spec, USAGE, 'unix-listen:/tmp/esp.sock');
    const { target, fork } = splitForkOption(rest, malformed);
    const path = parseUnixPath(target, malformed);
    return { kind: 'unix', fork, open: (events) => openUnixListen(spec, path, fork, events) };
  },
};

async function openUnixListen(spec: string, path: string, fork: boolean, events: PortEvents): Promise<Port> {
  let count = 0;
  const server = createServer({ allowHalfOpen: true }, (socket) =>
    events.host(socket, `unix ${path} #${++count}`, { refuseForeign: true }),
  );
  const closeAll = closerOf(server);
  await removeStaleSocket(path);
  const listen = (): void => {
    // The socket is made before `listen` returns, so that nothing else is made under this mask.
    const before = process.umask(OWNER_ONLY);
    try {
      server.listen({ path });
    } finally {
      process.umask(before);
    }
  };
  await startListening(server, listen).catch((error: unknown) => {
    throw listenError(path, error);
  });
  const place = placeOf(path);
  server.on('error', (error) =>
    events.notice('warn', message('ports.cannotAccept', { place, why: reasonOf(error) })),
  );
  const keepFile = onProcessExit(() => rmSync(path, { force: true }));
  return {
    spec,
    info: { kind: 'unix', path, ...(fork ? { fork } : {}) },
    async close() {
      keepFile();
      // The file goes with the server.
      await closeAll();
    },
  };
}

function listenError(path: string, error: unknown): PortError {
  const place = placeOf(path);
  const cause = { cause: error };
  if (bindFailure(error) === 'taken') {
    return new PortError('TAKEN', message('ports.pathTaken', { place }), { cause: error, mayHeal: true });
  }
  const reason = message('ports.cannotOpen', { place, why: reasonOf(error) });
  return folderError(path, place, error) ?? new PortError('UNAVAILABLE', reason, cause);
}
