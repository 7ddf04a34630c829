import { errorCode } from '#at/codes';
import { failure, OK, okWith } from '#at/reply';
import { defineCommand, form } from '../define.ts';
import { address } from './address.ts';

const NETMASK = '255.255.255.0';

export const cipsta = defineCommand({
  name: 'AT+CIPSTA',
  family: 'ip',
  help: 'The station’s address, gateway and netmask. Setting them switches AT+CWDHCP off; real connections do not depend on them.',
  forms: {
    query: form({
      run({ wifi }) {
        const { ip, gateway, netmask } = wifi.address;
        return okWith(`+CIPSTA:ip:"${ip}"`, `+CIPSTA:gateway:"${gateway}"`, `+CIPSTA:netmask:"${netmask}"`);
      },
    }),
    set: form({
      params: [
        address('ip', { about: 'The address.' }),
        address('gateway', { about: 'Left out with the netmask: the first of the network.', optional: true }),
        address('netmask', { about: `Left out with the gateway: ${NETMASK}.`, optional: true }),
      ],
      codes: [errorCode('count')],
      run(module, [ip, gateway, netmask]) {
        if ((gateway === '') !== (netmask === '')) {
          return failure(errorCode('count'), 'gateway and netmask are given together or not at all');
        }
        const { wifi, sntp } = module;
        const fixed = { ip, gateway: gateway || firstOf(ip), netmask: netmask || NETMASK };
        wifi.network.fix(fixed, module.store);
        const offline = !wifi.connected;
        return {
          ...OK,
          after() {
            wifi.readdress();
            if (offline) sntp.start();
          },
        };
      },
    }),
  },
});

/** The first address of the network of 256 that an address is in, where routers usually are. */
function firstOf(ip: string): string {
  return ip.replace(/\d+$/, '1');
}
