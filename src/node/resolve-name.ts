import { lookup } from 'node:dns/promises';
import type { ResolveName } from '#module/platform';
import { plainSocketError } from '#mqtt/transports/socket-errors';

/** Asks this computer's resolver, hosts file included. */
export const resolveName: ResolveName = async (name, family) => {
  try {
    return (await lookup(name, { family })).address;
  } catch (error) {
    const why = plainSocketError(error as Error).message;
    throw new Error(`${name} has no IPv${family} address: ${why}`, { cause: error });
  }
};
