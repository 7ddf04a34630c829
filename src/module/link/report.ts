import { URCS } from '#at/urc';
import type { Settings } from '../settings/settings.ts';
import { reportedPath, type Target, type UserConfig } from './config.ts';
import type { LinkModel } from './machine.ts';

/** What a report tells of a link. */
interface LinkView {
  readonly id: number;
  readonly model: LinkModel;
  readonly user: UserConfig | undefined;
  readonly target: Target;
}

/** `+MQTTCONNECTED:…⏎` [B-CONN-1]. */
export function connectedUrc(link: LinkView, settings: Settings): Buffer {
  return URCS.mqttConnected.bytes(link.id, ...connectionValues(link, settings));
}

/** What the responses tell of a connection: scheme, host, port, path, and whether it comes back by itself. */
export function connectionValues({ user, target, model }: LinkView, { quotePort, places }: Settings) {
  const path = user === undefined ? '' : reportedPath(user, places.pathSlash);
  return [
    user?.scheme ?? 0,
    Buffer.from(target.host, 'latin1'),
    quotePort ? String(target.port) : target.port,
    Buffer.from(path, 'latin1'),
    model.reconnect,
  ] as const;
}
