import type { PortInfo } from '#ports/index';

/** Where everything is, once it is up. */
export interface Endpoints {
  /** Those that have ports; the modules of ports with `fork` have a line of their own. */
  readonly modules: readonly { readonly name: string; readonly ports: readonly PortInfo[] }[];
  /** `url` is the first of `urls`. */
  readonly broker?: { readonly url: string; readonly urls: readonly string[] };
}
