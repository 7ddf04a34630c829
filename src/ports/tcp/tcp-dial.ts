import { connect } from 'node:net';
import { formatHostPort } from '#net/host-port';
import { complainer } from '../complain.ts';
import { openDial } from '../dial.ts';
import { HOST_SOCKET } from '../listening.ts';
import type { PortKind } from '../port.ts';
import { parseTarget } from '../spec/address.ts';

const USAGE = 'tcp:HOST:PORT';

/** Dials a host that listens, as emulators and serial servers do, until it is there and whenever it has gone. */
export const tcpDialKind: PortKind = {
  name: 'tcp',
  usage: USAGE,
  parse(spec, rest = '') {
    const { host, port } = parseTarget(rest, complainer(spec, USAGE, 'tcp:127.0.0.1:3333'));
    const target = {
      spec,
      info: { kind: 'tcp', host, port, dials: true },
      name: `tcp ${formatHostPort({ host, port })}`,
      dial: () => connect({ host, port, ...HOST_SOCKET }),
    } as const;
    return { kind: 'tcp', fork: false, open: (events) => openDial(target, events) };
  },
};
