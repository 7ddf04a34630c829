import type { PortInfo } from '#ports/index';

/** What is up and where, as one line of JSON in the ready file and with `--json`. */
export interface Ready {
  readonly ready: true;
  readonly pid: number;
  readonly modules: readonly { readonly name: string; readonly ports: readonly PortInfo[] }[];
  /** `url` is the first of `urls`. */
  readonly broker?: { readonly url: string; readonly urls: readonly string[] };
}
