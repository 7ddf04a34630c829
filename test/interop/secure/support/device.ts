import type { Socket } from 'node:net';
import type { Flash } from '#module/flash/flash';
import type { SettingsInput } from '#module/settings/settings';
import type { Host } from '../../support/host.ts';
import { type ModuleOnTcp, moduleOnTcp } from '../../support/module-on-tcp.ts';

/** Certificates as they are stored, in PEM; what is left out is not stored. */
export interface Stored {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
}

/** What a host says on the way to a secure connection. */
export interface Connecting {
  /** 1 to 10, as `AT+MQTTUSERCFG` takes it. */
  readonly scheme: number;
  readonly port: number;
  /** 127.0.0.1 unless given. */
  readonly host?: string;
  /** Told without its leading `/`, as many hosts do. */
  readonly path?: string;
  readonly alpn?: readonly string[];
  readonly sni?: string;
  readonly reconnect?: boolean;
}

/** Numbers the devices of a process, whose client identifiers must not meet at one broker. */
let devices = 0;
/** Longer than a handshake takes beside others on a busy machine. */
const CONNECT_MS = 15_000;

/** A module on a TCP port that dials every scheme, and a host on that port. */
export class SecureDevice {
  readonly host: Host;
  readonly log: readonly string[];
  /** The module's end of the wire to its host. */
  readonly wire: Socket;
  readonly #clientId = `device-${process.pid}-${devices++}`;
  readonly #on: ModuleOnTcp;

  private constructor(on: ModuleOnTcp) {
    this.host = on.host;
    this.log = on.log;
    this.wire = on.wire;
    this.#on = on;
  }

  static async on(settings?: SettingsInput, flash?: Flash): Promise<SecureDevice> {
    return new SecureDevice(await moduleOnTcp({ settings, flash }));
  }

  /** Stores certificates as a host does, in data mode [B-CERT-1]. @param set 0 or 1 */
  async store(pieces: Stored, set = 0): Promise<void> {
    for (const [piece, pem] of Object.entries(pieces)) {
      if (pem === undefined) continue;
      const name = `mqtt_${piece}`;
      const key = set === 0 ? name : `${name}.${set}`;
      const bytes = Buffer.from(pem);
      await this.host.askWithData(`AT+SYSMFG=2,"${name}","${key}",8,${bytes.length}`, bytes, '⏎OK⏎');
    }
  }

  /** Sets the clock, without which nothing is verified [B-TLS-2]. */
  async getTime(): Promise<void> {
    await this.host.ask('AT+CIPSNTPCFG=1,0', '⏎OK⏎+TIME_UPDATED⏎');
  }

  /** Says all that a connection takes. @returns the `AT+MQTTCONN` that is left to say */
  async configure({ scheme, port, host = '127.0.0.1', ...how }: Connecting): Promise<string> {
    const { path = 'mqtt', alpn, sni, reconnect = false } = how;
    await this.host.ask(`AT+MQTTUSERCFG=0,${scheme},"${this.#clientId}","","",0,0,"${path}"`, '⏎OK⏎');
    if (alpn !== undefined) {
      const names = alpn.map((name) => `"${name}"`).join(',');
      await this.host.ask(`AT+MQTTALPN=0,${alpn.length},${names}`, '⏎OK⏎');
    }
    if (sni !== undefined) await this.host.ask(`AT+MQTTSNI=0,"${sni}"`, '⏎OK⏎');
    return `AT+MQTTCONN=0,"${host}",${port},${reconnect ? 1 : 0}`;
  }

  /** Connects from state 0 to 2, and expects the line to the letter. */
  async connect(how: Connecting): Promise<void> {
    await this.host.ask(await this.configure(how), `+MQTTCONNECTED:0,${fields(how)}⏎⏎OK⏎`, CONNECT_MS);
  }

  /** Awaits that a lost link comes back by itself; until then a line tells of each failed try [B-LOSS-2]. */
  async comesBack(how: Connecting): Promise<void> {
    const literal = `+MQTTCONNECTED:0,${fields(how)}`.replace(/[.+/]/g, '\\$&');
    await this.host.next(new RegExp(`(\\+MQTTDISCONNECTED:0\\r\\n)*${literal}\\r\\n`), CONNECT_MS);
  }

  /** Fails to connect with these bytes, and is in state 2 [B-CONN-5], [B-STATE-2]. */
  async fails(command: string, scheme: number): Promise<void> {
    const failed = '+MQTTDISCONNECTED:0⏎ERR CODE:0x010a600b⏎⏎ERROR⏎';
    await this.host.ask(command, failed, CONNECT_MS);
    await this.host.ask('AT+MQTTCONN?', `+MQTTCONN:0,2,${scheme},"","","",0⏎⏎OK⏎`);
  }

  off(): Promise<void> {
    return this.#on.off();
  }
}

/** What `+MQTTCONNECTED` and `+MQTTCONN` say of a connection [B-CONN-1], [B-CONN-2]. */
export function fields({ scheme, port, host = '127.0.0.1', path = 'mqtt', reconnect }: Connecting): string {
  const reported = scheme < 6 ? '' : `/${path.replace(/^\//, '')}`;
  return `${scheme},"${host}","${port}","${reported}",${reconnect ? 1 : 0}`;
}
