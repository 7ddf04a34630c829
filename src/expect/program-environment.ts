import type { Endpoints } from '#app/endpoints';
import { formatHostPort, type HostPort, hostFromHere } from '#net/host-port';
import type { PortInfo } from '#ports/index';

/** How a program gets at the control plane. */
export interface ControlAccess {
  readonly url: string;
  /** Undefined: none is asked for. */
  readonly token?: string;
}

/**
 * The environment of a program that is run against the modules: `ATMQTT_TTY`, `ATMQTT_TCP` and `ATMQTT_BROKER`, and
 * with several modules `ATMQTT_TTY_<NAME>` and `ATMQTT_TCP_<NAME>` for each; with a control plane `ATMQTT_CONTROL_URL` and
 * `ATMQTT_CONTROL_TOKEN`.
 * @param env what the program inherits; what it holds of these is left out
 */
export function environmentFor(
  endpoints: Endpoints,
  env: NodeJS.ProcessEnv,
  control?: ControlAccess,
): NodeJS.ProcessEnv {
  const own: NodeJS.ProcessEnv = {
    ATMQTT_BROKER: endpoints.broker?.url,
    ATMQTT_CONTROL_URL: control?.url,
    ATMQTT_CONTROL_TOKEN: control?.token,
  };
  name(
    own,
    '',
    endpoints.modules.flatMap(({ ports }) => ports),
  );
  if (endpoints.modules.length > 1) {
    for (const each of endpoints.modules) name(own, `_${upperSnake(each.name)}`, each.ports);
  }
  const inherited = Object.entries(env).filter(
    ([key]) => !/^ATMQTT_(TTY|TCP|BROKER|CONTROL_URL|CONTROL_TOKEN)$|^ATMQTT_(TTY|TCP)_/.test(key),
  );
  const found = Object.entries(own).filter(([, value]) => value !== undefined);
  return Object.fromEntries([...inherited, ...found]);
}

function name(env: NodeJS.ProcessEnv, suffix: string, ports: readonly PortInfo[]): void {
  const pty = ports.find((port) => port.kind === 'pty');
  if (pty !== undefined) env[`ATMQTT_TTY${suffix}`] = pty.link ?? pty.path;
  const tcp = ports.find((port) => port.kind === 'tcp' && port.dials !== true);
  if (tcp?.kind === 'tcp') env[`ATMQTT_TCP${suffix}`] = address(tcp);
}

function address({ host, port }: HostPort): string {
  const reachable = hostFromHere(host);
  return formatHostPort({ host: reachable, port });
}

/** `rearGate.fork` is `REAR_GATE_FORK`. */
function upperSnake(text: string): string {
  return text
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z\d]+/g, '_')
    .toUpperCase();
}
