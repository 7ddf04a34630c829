import type { Endpoints } from '#app/endpoints';
import { formatHostPort, type HostPort } from '#net/host-port';
import type { PortInfo } from '#ports/index';

const EVERY_ADDRESS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/**
 * The environment of a program that is run against the modules: `ATMQTT_TTY`, `ATMQTT_TCP` and `ATMQTT_BROKER`, and
 * with several modules `ATMQTT_TTY_<NAME>` and `ATMQTT_TCP_<NAME>` for each.
 * @param env what the program inherits; what it holds of these is left out
 */
export function environmentFor(endpoints: Endpoints, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own: NodeJS.ProcessEnv = { ATMQTT_BROKER: endpoints.broker?.url };
  name(
    own,
    '',
    endpoints.modules.flatMap(({ ports }) => ports),
  );
  if (endpoints.modules.length > 1) {
    for (const each of endpoints.modules) name(own, `_${upperSnake(each.name)}`, each.ports);
  }
  const inherited = Object.entries(env).filter(
    ([key]) => !/^ATMQTT_(TTY|TCP|BROKER)$|^ATMQTT_(TTY|TCP)_/.test(key),
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
  const reachable = EVERY_ADDRESS[host] ?? host;
  return formatHostPort({ host: reachable, port });
}

/** `rearGate.fork` is `REAR_GATE_FORK`. */
function upperSnake(text: string): string {
  return text
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z\d]+/g, '_')
    .toUpperCase();
}
