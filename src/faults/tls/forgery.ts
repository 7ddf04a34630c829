import { randomBytes } from 'node:crypto';
import { Authority, type CertifiedKey, type Dates } from '#certificates/authority';
import type { Route, TlsOptions } from '#mqtt/route';
import { withoutBrackets } from '#net/host-port';

/** What is wrong with a certificate. */
export type Forgery =
  | { readonly kind: 'expired' }
  | { readonly kind: 'notYetValid' }
  | { readonly kind: 'wrongName'; readonly name: string }
  | { readonly kind: 'wrongCa' };

/** What a server shows. */
export interface Forged {
  readonly credentials: CertifiedKey;
  /** The CA of it, which the module is to trust; undefined: it is not. */
  readonly ca?: string | undefined;
}

const DAY_MS = 86_400_000;
/** A clock before this has never been set: what it says of dates is its own trouble. */
const CLOCK_WAS_SET = Date.UTC(2000);

/** Makes a certificate in which that alone is wrong. */
export async function forge(
  forgery: Forgery | { readonly kind: 'valid' },
  { host, tls }: Route & { readonly tls: TlsOptions },
): Promise<Forged> {
  const clocks = [Date.now(), tls.verify?.now() ?? 0].filter((now) => now >= CLOCK_WAS_SET);
  const first = Math.min(...clocks);
  const last = Math.max(...clocks);
  const valid = days(first, -30, last, 30);
  const authority = await Authority.make(
    `atmqtt fault CA ${randomBytes(3).toString('hex')}`,
    days(first, -400, last, 400),
  );
  const own = [tls.verify?.name, tls.serverName, host].flatMap((name) =>
    name === undefined ? [] : [withoutBrackets(name)],
  );
  const names = forgery.kind === 'wrongName' ? [forgery.name] : [...new Set(own)];
  const dates =
    forgery.kind === 'expired'
      ? days(first, -60, first, -1)
      : forgery.kind === 'notYetValid'
        ? days(last, 1, last, 60)
        : valid;
  const credentials = await authority.issue({ name: names[0] ?? '', usage: 'server', names, ...dates });
  return forgery.kind === 'wrongCa' ? { credentials } : { credentials, ca: authority.cert };
}

function days(from: number, fromDays: number, to: number, toDays: number): Dates {
  return { from: new Date(from + fromDays * DAY_MS), to: new Date(to + toDays * DAY_MS) };
}
