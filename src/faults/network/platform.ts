import { reasonOf } from '#errors/atmqtt-error';
import { askTimeLate, type Late, pingLate } from '#latency/late';
import { message } from '#messages/message';
import type { AskTime, Ping, Platform, ResolveName } from '#module/platform';
import { PlatformError } from '#module/platform-error';
import { plainSocketError } from '#mqtt/transports/socket-errors';
import { withBrackets, withoutBrackets } from '#net/host-port';
import { isIP } from '#net/ip';
import type { Timers } from '#time/timers';
import type { FaultSet } from '../fault-set.ts';
import { concerning } from '../where.ts';
import { faultyDial } from './dial.ts';
import { unknownName } from './errors.ts';
import { LANES, latencyOf } from './line.ts';

const NTP_PORT = 123;

type Network = Pick<Platform, 'dial' | 'resolveName' | 'ping' | 'askTime'>;

/**
 * What is reached of the network, and what goes wrong there.
 * @param line the time of connections, where what was sent arrives also when the module is switched off
 * @param timers the time of the module
 */
export function faultyNetwork(network: Network, faults: FaultSet, line: Timers, timers: Timers): Network {
  return {
    dial: faultyDial(network.dial, faults, line),
    resolveName: faultyNames(network.resolveName, faults),
    ping: faultyPing(network.ping, faults, timers),
    askTime: faultyTime(network.askTime, faults, timers),
  };
}

function faultyNames(resolveName: ResolveName, faults: FaultSet): ResolveName {
  return async (name, family) => {
    const found = lookup(name, undefined, faults);
    if (found === undefined) return resolveName(name, family);
    if (found.address !== undefined && isIP(found.address) === family) return found.address;
    const cause = unknownName(name);
    const why = reasonOf(plainSocketError(cause));
    throw new PlatformError('NAME', message('platform.noAddress', { name, family, why }), { cause });
  };
}

function faultyPing(ping: Ping, faults: FaultSet, timers: Timers): Ping {
  return async (host) => {
    const found = lookup(host, undefined, faults);
    if (found !== undefined && found.address === undefined) {
      const text = `ping: ${host}: Name or service not known`;
      throw new PlatformError('SILENT', message('errors.foreign', { text }));
    }
    return pingLate(
      () => ping(found?.address ?? host),
      host,
      () => latencyTo(host, undefined, faults),
      timers,
    );
  };
}

function faultyTime(askTime: AskTime, faults: FaultSet, timers: Timers): AskTime {
  return async (server, timeoutMs) => {
    const [, host = server, port] = /^(.*?)(:\d+)?$/s.exec(server) ?? [];
    const portNumber = Number(port?.slice(1) ?? NTP_PORT);
    const found = lookup(host, portNumber, faults);
    if (found !== undefined && found.address === undefined) throw unknownName(host);
    const named = found?.address === undefined ? server : `${withBrackets(found.address)}${port ?? ''}`;
    return askTimeLate(askTime, named, timeoutMs, latencyTo(host, portNumber, faults), timers);
  };
}

/** What becomes of a name; undefined: what usually does. Without an address it is not found. */
function lookup(
  host: string,
  port: number | undefined,
  faults: FaultSet,
): { readonly address: string | undefined } | undefined {
  if (isIP(withoutBrackets(host)) !== 0) return undefined;
  const concerns = concerning(host, port);
  if (faults.take('network.dnsFail', concerns)) return { address: undefined };
  const wrong = faults.take('network.dnsWrong', concerns);
  return wrong && { address: wrong.parameters.address };
}

/** Milliseconds that a packet to a host takes longer there and back. */
function latencyTo(host: string, port: number | undefined, faults: FaultSet): Late {
  const latency = faults.take('network.latency', concerning(host, port));
  if (latency === undefined) return { there: 0, back: 0 };
  return { there: latencyOf(latency, LANES.toBroker), back: latencyOf(latency, LANES.toModule) };
}
