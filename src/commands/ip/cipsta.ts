import { okWith } from '../../at/reply.ts';
import { defineCommand, form } from '../define.ts';

export const cipsta = defineCommand({
  name: 'AT+CIPSTA',
  family: 'ip',
  help: 'The station’s address, gateway and netmask.',
  forms: {
    query: form({
      run({ wifi: { address } }) {
        const { ip, gateway, netmask } = address;
        return okWith(`+CIPSTA:ip:"${ip}"`, `+CIPSTA:gateway:"${gateway}"`, `+CIPSTA:netmask:"${netmask}"`);
      },
    }),
  },
});
