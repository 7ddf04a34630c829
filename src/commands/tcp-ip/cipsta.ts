import type { CommandDefinition } from '#at/command';
import { bareFailure, okWith } from '#at/reply';
import { response, text } from '#at/response';
import { message } from '#messages/message';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';
import { omissible } from '../params.ts';
import { readdressed } from '../readdress.ts';
import { responseName, type Spelling, storeOf } from '../spelling.ts';
import { address } from './address.ts';

const NETMASK = '255.255.255.0';

export function defineCipsta(spelling: Spelling): CommandDefinition<Module> {
  const name = responseName(spelling);
  const ipLine = response`${name}:ip:${text('ip')}`;
  const gatewayLine = response`${name}:gateway:${text('gateway')}`;
  const netmaskLine = response`${name}:netmask:${text('netmask')}`;
  return defineCommand({
    name: spelling.name,
    family: 'ip',
    help: 'The station’s address, gateway and netmask. Setting them switches AT+CWDHCP off; real connections do not depend on them.',
    forms: {
      query: form({
        responses: [ipLine, gatewayLine, netmaskLine],
        run({ wifi }) {
          const { ip, gateway, netmask } = wifi.address;
          return okWith(ipLine.line(ip), gatewayLine.line(gateway), netmaskLine.line(netmask));
        },
      }),
      set: form({
        params: [
          address('ip', { about: 'The address.' }),
          omissible(
            address('gateway', {
              about: 'Left out with the netmask: the first of the network.',
              optional: true,
            }),
          ),
          omissible(address('netmask', { about: `Left out with the gateway: ${NETMASK}.`, optional: true })),
        ],
        run(module, [ip, gateway, netmask]) {
          if ((gateway === '') !== (netmask === '')) {
            return bareFailure(message('commands.gatewayWithNetmask'));
          }
          const fixed = { ip, gateway: gateway || firstOf(ip), netmask: netmask || NETMASK };
          module.wifi.network.fix(fixed, storeOf(module, spelling));
          return readdressed(module);
        },
      }),
    },
  });
}

export const cipsta = defineCipsta({ name: 'AT+CIPSTA', stores: true });

/** The first address of the network of 256 that an address is in, where routers usually are. */
function firstOf(ip: string): string {
  return ip.replace(/\d+$/, '1');
}
