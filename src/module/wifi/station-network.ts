import type { Flash } from '../flash/flash.ts';
import { StoredValue } from '../flash/stored-value.ts';

/** The station's address, as `AT+CIPSTA?` prints it. */
export interface StationAddress {
  readonly ip: string;
  readonly gateway: string;
  readonly netmask: string;
}

const GATEWAY = '192.168.4.1';
const LEASE: StationAddress = { ip: '192.168.4.2', gateway: GATEWAY, netmask: '255.255.255.0' };
const NO_ADDRESS: StationAddress = { ip: '0.0.0.0', gateway: '0.0.0.0', netmask: '0.0.0.0' };

/** What genuine modules ask when nobody named a server (`AT+CIPDNS`). */
const DEFAULT_DNS = ['208.67.222.222', '114.114.114.114', '8.8.8.8'];

/** Bits of `AT+CWDHCP`. */
const STATION_DHCP = 1;
const BOTH_DHCP = 3;

/**
 * Which address the station has: that of the access point's DHCP server, or a fixed one. The last of
 * `AT+CWDHCP` and `AT+CIPSTA` holds, as on the chip.
 */
export class StationNetwork {
  readonly #dhcp = new StoredValue<number>('wifi.dhcp', BOTH_DHCP);
  readonly #ip = new StoredValue<string>('wifi.ip', '');
  readonly #gateway = new StoredValue<string>('wifi.gateway', '');
  readonly #netmask = new StoredValue<string>('wifi.netmask', '');
  /** The servers named by hand, separated by spaces; empty: the network's. */
  readonly #dns = new StoredValue<string>('wifi.dns', '');
  #address: StationAddress | undefined;

  boot(flash: Flash): void {
    for (const value of [this.#dhcp, this.#ip, this.#gateway, this.#netmask, this.#dns]) value.boot(flash);
    this.#address = undefined;
  }

  /** `AT+CWDHCP?`: bit 0 for the station, bit 1 for the access point that the module can be. */
  get dhcp(): number {
    return this.#dhcp.value;
  }

  /** @param bits which of the two are switched @param flash undefined: not stored */
  setDHCP(on: boolean, bits: number, flash: Flash | undefined): void {
    if (on && (bits & STATION_DHCP) !== 0) this.#ip.set('', flash);
    this.#dhcp.set(on ? this.dhcp | bits : this.dhcp & ~bits, flash);
  }

  /** Fixes the address and switches DHCP off. @param flash undefined: not stored */
  fix({ ip, gateway, netmask }: StationAddress, flash: Flash | undefined): void {
    this.#gateway.set(gateway, flash);
    this.#netmask.set(netmask, flash);
    this.#ip.set(ip, flash);
    this.#dhcp.set(this.dhcp & ~STATION_DHCP, flash);
  }

  /** The address now; a fixed one is there without a network, and without either it is all zeros. */
  get address(): StationAddress {
    return this.#address ?? this.#fixed ?? NO_ADDRESS;
  }

  /** Gets an address in the network just joined, or anew. @returns whether there is one to have */
  obtain(): boolean {
    // Without DHCP the lease stays until the network is left.
    this.#address = (this.dhcp & STATION_DHCP) !== 0 ? LEASE : (this.#fixed ?? this.#address);
    return this.#address !== undefined;
  }

  /** The network is left. */
  release(): void {
    this.#address = undefined;
  }

  /** `AT+CIPDNS?`: whether the servers were named by hand, and which are asked. */
  get dns(): { readonly manual: boolean; readonly servers: readonly string[] } {
    const named = this.#dns.value;
    if (named !== '') return { manual: true, servers: named.split(' ') };
    return { manual: false, servers: this.#address === LEASE ? [GATEWAY] : DEFAULT_DNS };
  }

  /** @param servers by hand, where none means the usual ones; undefined: the network's */
  setDNS(servers: readonly string[] | undefined, flash: Flash | undefined): void {
    const named = servers?.length === 0 ? DEFAULT_DNS : (servers ?? []);
    this.#dns.set(named.join(' '), flash);
  }

  get #fixed(): StationAddress | undefined {
    const ip = this.#ip.value;
    return ip === '' ? undefined : { ip, gateway: this.#gateway.value, netmask: this.#netmask.value };
  }
}
