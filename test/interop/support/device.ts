import type { Socket } from 'node:net';
import type { Flash } from '#module/flash/flash';
import type { SettingsInput } from '#module/settings/settings';
import { dialTcp } from '#mqtt/transports/tcp';
import type { Host } from './host.ts';
import { type ModuleOnTcp, moduleOnTcp } from './module-on-tcp.ts';
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

/** A module on a TCP port, and a host on that port that connects it over plain TCP. */
export class Device {
  readonly host: Host;
  readonly tap: Tap;
  readonly log: readonly string[];
  /** The module's end of the wire to its host. */
  readonly wire: Socket;
  readonly #on: ModuleOnTcp;
  readonly #broker: number;

  private constructor(on: ModuleOnTcp, tap: Tap, broker: number) {
    this.host = on.host;
    this.tap = tap;
    this.log = on.log;
    this.wire = on.wire;
    this.#on = on;
    this.#broker = broker;
  }

  static async on(broker: number, options: DeviceOptions = {}): Promise<Device> {
    const tap = new Tap();
    const { settings, flash, tapped = true } = options;
    const on = await moduleOnTcp({ settings, flash, dial: tapped ? tap.dial : dialTcp });
    return new Device(on, tap, broker);
  }

  /** Awaits what follows a start, and makes the module quiet again. */
  booted(): Promise<void> {
    return this.#on.booted();
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
    await this.host.next(new RegExp(failed + connected));
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
  off(): Promise<void> {
    return this.#on.off();
  }
}
