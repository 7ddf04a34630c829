import { lookup } from 'node:dns/promises';
import { plainSocketError } from '#mqtt/transports/socket-errors';

/**
 * Finds the address of a host name.
 * @param family 4 or 6: which kind of address is wanted
 * @returns the first one; rejects with one sentence when there is none
 */
export type ResolveName = (name: string, family: 4 | 6) => Promise<string>;

/** Asks this computer's resolver, hosts file included. */
export const resolveName: ResolveName = async (name, family) => {
  try {
    return (await lookup(name, { family })).address;
  } catch (error) {
    const why = plainSocketError(error as Error).message;
    throw new Error(`${name} has no IPv${family} address: ${why}`, { cause: error });
  }
};
