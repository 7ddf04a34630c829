import { lookup } from 'node:dns/promises';
import { reasonOf } from '#errors/atmqtt-error';
import { message } from '#messages/message';
import type { ResolveName } from '#module/platform';
import { PlatformError } from '#module/platform-error';
import { plainSocketError } from '#mqtt/transports/socket-errors';

/** Asks this computer's resolver, hosts file included. */
export const resolveName: ResolveName = async (name, family) => {
  try {
    return (await lookup(name, { family })).address;
  } catch (error) {
    const why = reasonOf(plainSocketError(error as Error));
    throw new PlatformError('NAME', message('platform.noAddress', { name, family, why }), { cause: error });
  }
};
