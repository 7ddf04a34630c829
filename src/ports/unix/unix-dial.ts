import { connect } from 'node:net';
import type { PortKind } from '../port.ts';
import { openDialPort } from '../shared/dial-port.ts';
import { malformedSpec } from '../spec/malformed.ts';
import { parseUnixPath } from './unix-path.ts';

const USAGE = 'unix:PATH';

/** Dials a host that listens at a Unix socket, until it is there and whenever it has gone. */
export const unixDialKind: PortKind = {
  name: 'unix',
  usage: USAGE,
  parse(spec, rest = '') {
    const path = parseUnixPath(rest, malformedSpec(spec, USAGE, 'unix:/tmp/esp.sock'));
    const target = {
      spec,
      info: { kind: 'unix', path, dials: true },
      name: `unix ${path}`,
      dial: () => connect({ path, allowHalfOpen: true }),
    } as const;
    return { kind: 'unix', fork: false, open: (events) => openDialPort(target, events) };
  },
};
