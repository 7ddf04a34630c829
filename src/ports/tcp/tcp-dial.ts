import { connect } from 'node:net';
import { formatHostPort } from '#net/host-port';
import type { PortKind } from '../port.ts';
import { openDialPort } from '../shared/dial-port.ts';
import { HOST_SOCKET } from '../shared/host-socket.ts';
import { parseTarget } from '../spec/address.ts';
import { malformedSpec } from '../spec/malformed.ts';

const USAGE = 'tcp:HOST:PORT';

/** Dials a host that listens, as emulators and serial servers do, until it is there and whenever it has gone. */
export const tcpDialKind: PortKind = {
  name: 'tcp',
  usage: USAGE,
  parse(spec, rest = '') {
    const { host, port } = parseTarget(rest, malformedSpec(spec, USAGE, 'tcp:127.0.0.1:3333'));
    const target = {
      spec,
      info: { kind: 'tcp', host, port, dials: true },
      name: `tcp ${formatHostPort({ host, port })}`,
      dial: () => connect({ host, port, ...HOST_SOCKET }),
    } as const;
    return { kind: 'tcp', fork: false, open: (events) => openDialPort(target, events) };
  },
};
