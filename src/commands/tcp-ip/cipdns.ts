import { bareFailure, OK, okWith } from '#at/reply';
import { each, flag, response, text } from '#at/response';
import { message } from '#messages/message';
import { isIP } from '#net/ip';
import { defineCommand, form } from '../define.ts';
import { omissible, onOff } from '../params.ts';
import { address } from './address.ts';

const server = (name: string) =>
  omissible(
    address(name, {
      about: 'Address of a name server.',
      accepts: (text) => isIP(text) !== 0,
      kind: 'an IP address',
      optional: true,
      max: 45,
    }),
  );

const servers = response`+CIPDNS:${flag('enable')}${each(text('DNS IP'))}`;

export const cipdns = defineCommand({
  name: 'AT+CIPDNS',
  family: 'ip',
  help: 'The name servers. They are kept and reported; names are found by this computer’s own resolver.',
  forms: {
    query: form({
      responses: [servers],
      run: ({ wifi: { network } }) => okWith(servers.line(network.dns.manual, network.dns.servers)),
    }),
    set: form({
      params: [
        onOff('enable', '0: those of the network; 1: these.'),
        server('DNS IP1'),
        server('DNS IP2'),
        server('DNS IP3'),
      ],
      run(module, [enable, ...given]) {
        const servers = given.filter((each) => each !== '');
        if (new Set(servers).size < servers.length) {
          return bareFailure(message('commands.nameServerTwice'));
        }
        module.wifi.network.setDNS(enable ? servers : undefined, module.store);
        return OK;
      },
    }),
  },
});
