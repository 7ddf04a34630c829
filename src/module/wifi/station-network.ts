import { byFirmware, type Profile } from '#firmware/choice';
import type { Flash } from '../flash/flash.ts';
import { type ModuleState, storedScalar, storedWords } from '../state.ts';

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
const DEFAULT_DNS = byFirmware<readonly string[]>({
  '2.2': ['208.67.222.222'],
  '2.4': ['208.67.222.222', '8.8.8.8'],
  '4.1': ['208.67.222.222', '114.114.114.114', '8.8.8.8'],
});

/** Bits of `AT+CWDHCP`. */
const STATION_DHCP = 1;
const BOTH_DHCP = 3;

const dhcp = storedScalar<number>('wifi.dhcp', BOTH_DHCP);
/** Of the fixed address; empty: there is none. */
const fixedIp = storedScalar<string>('wifi.ip', '');
const fixedGateway = storedScalar<string>('wifi.gateway', '');
const fixedNetmask = storedScalar<string>('wifi.netmask', '');
/** The name servers set by hand; none: the network's. */
const dns = storedWords('wifi.dns');

/**
 * Which address the station has: that of the access point's DHCP server, or a fixed one. The last of
 * `AT+CWDHCP` and `AT+CIPSTA` holds, as on the chip.
 */
export class StationNetwork {
  readonly #state: ModuleState;
  readonly #usualDNS: readonly string[];
  #address: StationAddress | undefined;

  constructor(state: ModuleState, profile: Profile) {
    this.#state = state;
    this.#usualDNS = DEFAULT_DNS.of(profile);
  }

  /** `AT+CWDHCP?`: bit 0 for the station, bit 1 for the access point that the module can be. */
  get dhcp(): number {
    return this.#state.get(dhcp);
  }

  /** @param bits which of the two are switched @param flash undefined: not stored */
  setDHCP(on: boolean, bits: number, flash: Flash | undefined): void {
    if (on && (bits & STATION_DHCP) !== 0) this.#state.store(fixedIp, '', flash);
    this.#state.store(dhcp, on ? this.dhcp | bits : this.dhcp & ~bits, flash);
  }

  /** Fixes the address and switches DHCP off. @param flash undefined: not stored */
  fix({ ip, gateway, netmask }: StationAddress, flash: Flash | undefined): void {
    this.#state.store(fixedGateway, gateway, flash);
    this.#state.store(fixedNetmask, netmask, flash);
    this.#state.store(fixedIp, ip, flash);
    this.#state.store(dhcp, this.dhcp & ~STATION_DHCP, flash);
  }

  /** The address now; a fixed one is there without a network, and without either it is all zeros. */
  get address(): StationAddress {
    return this.#address ?? this.#fixed ?? NO_ADDRESS;
  }

  /** Whether the address is asked of a DHCP server. */
  get asksDHCP(): boolean {
    return (this.dhcp & STATION_DHCP) !== 0;
  }

  /** Gets an address in the network just joined, or anew. @returns whether there is one to have */
  obtain(givenByDHCP: boolean): boolean {
    if (!this.asksDHCP) {
      // The lease stays until the network is left.
      this.#address = this.#fixed ?? this.#address;
    } else if (givenByDHCP) this.#address = LEASE;
    return this.#address !== undefined;
  }

  /** The network is left. */
  release(): void {
    this.#address = undefined;
  }

  /** `AT+CIPDNS?`: whether the servers were named by hand, and which are asked. */
  get dns(): { readonly manual: boolean; readonly servers: readonly string[] } {
    const servers = this.#state.get(dns);
    if (servers.length > 0) return { manual: true, servers };
    return { manual: false, servers: this.#address === LEASE ? [GATEWAY] : this.#usualDNS };
  }

  /** @param servers by hand, where none means the usual ones; undefined: the network's */
  setDNS(servers: readonly string[] | undefined, flash: Flash | undefined): void {
    this.#state.store(dns, servers?.length === 0 ? this.#usualDNS : (servers ?? []), flash);
  }

  get #fixed(): StationAddress | undefined {
    const ip = this.#state.get(fixedIp);
    if (ip === '') return undefined;
    return { ip, gateway: this.#state.get(fixedGateway), netmask: this.#state.get(fixedNetmask) };
  }
}
