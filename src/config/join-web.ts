import { UsageError } from '#errors/usage-error';
import { message } from '#messages/message';
import { formatHostPort } from '#net/host-port';
import type { Sourced } from './config-source.ts';
import type { ControlAddress } from './control-address.ts';
import type { WebAddress } from './web-address.ts';

/**
 * One address for the page and for the control plane, which serves it.
 * @throws UsageError where they are asked for at different ones
 */
export function joinWeb(
  web: Sourced<WebAddress> | undefined,
  control: Sourced<ControlAddress> | undefined,
): { readonly web: Sourced<WebAddress> | undefined; readonly control: Sourced<ControlAddress> | undefined } {
  if (web === undefined || control === undefined) return { web, control: web ?? control };
  const at = control.value;
  if ('path' in at) {
    throw new UsageError(
      message('config.webOnSocket', { web: web.from, path: at.path, control: control.from }),
    );
  }
  if (web.value.fallbackToFreePort) return { web: { ...web, value: at }, control };
  if (at.fallbackToFreePort) return { web, control: { ...control, value: web.value } };
  const [page, plane] = [formatHostPort(web.value), formatHostPort(at)];
  if (page === plane) return { web, control };
  throw new UsageError(message('config.webElsewhere', { page, web: web.from, plane, control: control.from }));
}
