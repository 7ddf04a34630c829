import { connect, type Socket } from 'node:net';
import { commandsFor } from '#commands/index';
import { textLog } from '#messages/log';
import type { Flash } from '#module/flash/flash';
import { Module } from '#module/module';
import type { DialRoute } from '#module/platform';
import { parseSettings } from '#module/settings/parse';
import type { SettingsInput } from '#module/settings/settings';
import { nodePlatform } from '#node/platform';
import { parsePortSpec } from '#ports/index';
import { Host } from './host.ts';

export interface ModuleOnTcpOptions {
  readonly settings?: SettingsInput | undefined;
  readonly flash?: Flash | undefined;
  readonly dial?: DialRoute;
}

const LOG_LINES_SHOWN = 15;
const BOOTED = '⏎ready⏎WIFI CONNECTED⏎WIFI GOT IP⏎';

/** A module on a TCP port with its own clock running, and a host on that port. */
export interface ModuleOnTcp {
  readonly module: Module;
  readonly host: Host;
  readonly log: readonly string[];
  /** The module's end of the wire to its host. */
  readonly wire: Socket;
  /** Awaits what follows a start, and makes the module quiet: no echo, and codes before each failure. */
  booted(): Promise<void>;
  /** As when the plug is pulled: no DISCONNECT. */
  off(): Promise<void>;
}

/** Makes one, switched on and quiet. */
export async function moduleOnTcp({ settings = {}, flash, dial }: ModuleOnTcpOptions): Promise<ModuleOnTcp> {
  const log: string[] = [];
  const parsed = parseSettings(settings);
  const module = new Module({
    ...nodePlatform,
    name: 'device',
    settings: parsed,
    commands: commandsFor(parsed),
    log: textLog((_level, namespace, text) => log.push(`${namespace}: ${text}`)),
    ...(flash === undefined ? {} : { flash }),
    ...(dial === undefined ? {} : { dial }),
  });
  let attached: (wire: Socket) => void;
  const wire = new Promise<Socket>((resolve) => {
    attached = resolve;
  });
  const port = await parsePortSpec('tcp-listen:127.0.0.1:0').open({
    host(stream, name) {
      module.attach(stream, { name });
      attached(stream as Socket);
    },
    notice() {},
  });
  if (port.info.kind !== 'tcp') throw new Error('not a TCP port');
  const socket = connect({ port: port.info.port, host: port.info.host, noDelay: true });
  const context = () => `log:\n${log.slice(-LOG_LINES_SHOWN).join('\n')}`;
  const host = new Host(socket, { context });
  const made: ModuleOnTcp = {
    module,
    host,
    log,
    wire: await wire,
    async booted() {
      await host.next(BOOTED);
      await host.ask('ATE0', 'ATE0⏎⏎OK⏎');
      await host.ask('AT+SYSLOG=1', '⏎OK⏎');
    },
    async off() {
      module.powerOff();
      await port.close();
    },
  };
  module.boot();
  await made.booted();
  return made;
}
