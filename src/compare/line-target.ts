import type { HostPort } from '#net/host-port';
import type { BrokerServer } from './broker-server.ts';
import type { CorpusStep } from './corpus-case.ts';
import type { ModuleLine } from './module-line.ts';
import type { Target } from './play-case.ts';

/** Where the broker is in every case. */
const WRITTEN = { host: '127.0.0.1', port: 1883 } as const;

/** Names the broker's address in one text instead of the other: only where host and port stand together. */
function readdress(text: string, from: HostPort, to: HostPort): string {
  const host = from.host.replaceAll('.', '\\.');
  const pattern = new RegExp(`"${host}",("?)${from.port}(?!\\d)`, 'g');
  return text.replace(pattern, (_whole, quote: string) => `"${to.host}",${quote}${to.port}`);
}

/** Whether a line of a case would be too long with the broker's address, and is not without. */
export function outgrows({ in: text = '' }: CorpusStep, broker: HostPort, limit: number): boolean {
  const longest = (whole: string): number => Math.max(...whole.split('\r\n').map((line) => line.length));
  return longest(text) <= limit && longest(readdress(text, WRITTEN, broker)) > limit;
}

/** A module at a port, and the broker that it reaches, whose address is written as in the cases. */
export class LineTarget implements Target {
  readonly #line: ModuleLine;
  readonly #broker: BrokerServer;

  constructor(line: ModuleLine, broker: BrokerServer) {
    this.#line = line;
    this.#broker = broker;
  }

  /** Without an address at its end that has come in part. */
  get output(): string {
    const { output } = this.#line;
    const { host, port } = this.#broker.address;
    const wholes = [`"${host}",${port}`, `"${host}","${port}`];
    const longest = Math.max(...wholes.map(({ length }) => length));
    let end = output.length;
    for (let at = output.length - 1; at > output.length - longest && at >= 0; at--)
      if (wholes.some((whole) => whole.startsWith(output.slice(at)))) end = at;
    return this.#written(output.slice(0, end));
  }

  write(bytes: string): void {
    this.#line.write(readdress(bytes, WRITTEN, this.#broker.address));
  }

  take(): string {
    return this.#written(this.#line.take());
  }

  happen(step: CorpusStep): Promise<void> {
    return this.#broker.happen(step);
  }

  async until(holds: () => boolean, ms: number): Promise<void> {
    await this.#line.until(holds, ms);
  }

  #written(text: string): string {
    return readdress(text, this.#broker.address, WRITTEN);
  }
}
