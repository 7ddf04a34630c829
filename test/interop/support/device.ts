import { connect, type Socket } from 'node:net';
import { COMMANDS } from '#commands/index';
import { textLog } from '#messages/log';
import type { Flash } from '#module/flash/flash';
import { Module } from '#module/module';
import { parseSettings } from '#module/settings/parse';
import type { SettingsInput } from '#module/settings/settings';
import { dialTcp } from '#mqtt/transports/tcp';
import { nodePlatform } from '#node/platform';
import { type Port, parsePortSpec } from '#ports/index';
import { Host } from './host.ts';
import { standstill } from './standstill.ts';
import { Tap } from './tap.ts';

export interface DeviceOptions {
  settings?: SettingsInput;
  flash?: Flash;
  /** False where so many packets go by that a list of them would weigh. */
  tapped?: boolean;
}

/** What a host says on the way to a connection; the manual's defaults where left out. */
export interface Connecting {
  link?: number;
  clientId?: string;
  username?: string;
  password?: string;
  /** Seconds. */
  keepAlive?: number;
  /** `disable_clean_session=1`. */
  persistent?: boolean;
  will?: { topic: string; payload: string; qos?: number; retain?: boolean };
  port?: number;
  reconnect?: boolean;
}

const LOG_LINES_SHOWN = 15;
const BOOTED = '⏎ready⏎WIFI CONNECTED⏎WIFI GOT IP⏎';

/** A module on a TCP port with its own clock running, and a host on that port. */
export class Device {
  readonly module: Module;
  readonly host: Host;
  readonly tap: Tap;
  readonly log: string[];
  /** The module's end of the wire to its host. */
  readonly wire: Socket;
  readonly #port: Port;
  readonly #broker: number;

  private constructor(
    parts: Pick<Device, 'module' | 'host' | 'tap' | 'log' | 'wire'>,
    port: Port,
    broker: number,
  ) {
    this.module = parts.module;
    this.host = parts.host;
    this.tap = parts.tap;
    this.log = parts.log;
    this.wire = parts.wire;
    this.#port = port;
    this.#broker = broker;
  }

  /** Switches a module on and makes it quiet: no echo, and codes before each failure. */
  static async on(broker: number, options: DeviceOptions = {}): Promise<Device> {
    const tap = new Tap();
    const log: string[] = [];
    const module = new Module({
      ...nodePlatform,
      name: 'device',
      settings: parseSettings(options.settings ?? {}),
      commands: COMMANDS,
      dial: options.tapped === false ? dialTcp : tap.dial,
      log: textLog((_level, namespace, text) => log.push(`${namespace}: ${text}`)),
      ...(options.flash === undefined ? {} : { flash: options.flash }),
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
    const host = new Host(socket, () => `log:\n${log.slice(-LOG_LINES_SHOWN).join('\n')}`);
    const device = new Device({ module, host, tap, log, wire: await wire }, port, broker);
    module.boot();
    await device.booted();
    return device;
  }

  /** Awaits what follows a start, and makes the module quiet again. */
  async booted(): Promise<void> {
    await this.host.expect(BOOTED);
    await this.host.ask('ATE0', 'ATE0⏎⏎OK⏎');
    await this.host.ask('AT+SYSLOG=1', '⏎OK⏎');
  }

  /** Says all that a connection takes, up to `AT+MQTTCONN`, and returns that. */
  async configure(how: Connecting = {}): Promise<string> {
    const { link = 0, clientId = 'device', username = '', password = '', will, persistent = false } = how;
    const { host } = this;
    const user = `"${clientId}","${username}","${password}"`;
    await host.ask(`AT+MQTTUSERCFG=${link},1,${user},0,0,""`, '⏎OK⏎');
    const said = `"${will?.topic ?? ''}","${will?.payload ?? ''}",${will?.qos ?? 0},${will?.retain ? 1 : 0}`;
    await host.ask(`AT+MQTTCONNCFG=${link},${how.keepAlive ?? 0},${persistent ? 1 : 0},${said}`, '⏎OK⏎');
    return `AT+MQTTCONN=${link},"127.0.0.1",${how.port ?? this.#broker},${how.reconnect ? 1 : 0}`;
  }

  /** Connects from state 0 to 2. */
  async connect(how: Connecting = {}): Promise<void> {
    const command = await this.configure(how);
    await this.host.ask(command, `${this.connectedLine(how)}⏎OK⏎`);
  }

  /** `+MQTTCONNECTED:…` as it must come [B-CONN-1]. */
  connectedLine({ link = 0, port = this.#broker, reconnect = false }: Connecting = {}): string {
    return `+MQTTCONNECTED:${link},1,"127.0.0.1","${port}","",${reconnect ? 1 : 0}⏎`;
  }

  /** Awaits that link 0 comes back by itself; until then a line tells of each failed try [B-LOSS-2]. */
  async comesBack(): Promise<void> {
    const failed = '(\\+MQTTDISCONNECTED:0\\r\\n)*';
    const connected = `\\+MQTTCONNECTED:0,1,"127\\.0\\.0\\.1","${this.#broker}","",1\\r\\n`;
    await this.host.expect(new RegExp(failed + connected));
  }

  /** Asks for the state of link 0 [B-CONN-2]. */
  async state(): Promise<number> {
    const answer = await this.host.ask('AT+MQTTCONN?', /\+MQTTCONN:0,(\d),[^\r]*\r\n\r\nOK\r\n/);
    return Number(answer.toString('latin1', '+MQTTCONN:0,'.length, '+MQTTCONN:0,'.length + 1));
  }

  async subscribe(filter: string, qos = 0): Promise<void> {
    await this.host.ask(`AT+MQTTSUB=0,"${filter}",${qos}`, '⏎OK⏎');
  }

  /** Publishes in data mode. */
  async publish(topic: string, payload: Buffer, qos = 0, retain = 0): Promise<void> {
    const command = `AT+MQTTPUBRAW=0,"${topic}",${payload.length},${qos},${retain}`;
    await this.host.askWithData(command, payload, '+MQTTPUB:OK⏎');
  }

  /** Resolves when the module takes no more bytes from its host. */
  stalled(): Promise<number> {
    return standstill(() => this.wire.bytesRead);
  }

  /** As when the plug is pulled: no DISCONNECT. */
  async off(): Promise<void> {
    this.module.powerOff();
    await this.#port.close();
  }
}
