import { okWith } from '#at/reply';
import { response, text } from '#at/response';
import { defineCommand, form } from '../define.ts';

const ip = response`+CIFSR:STAIP,${text('IP address')}`;
const mac = response`+CIFSR:STAMAC,${text('mac')}`;

export const cifsr = defineCommand({
  name: 'AT+CIFSR',
  family: 'ip',
  help: 'The station’s address and MAC address.',
  forms: {
    execute: form({
      responses: [ip, mac],
      run: ({ wifi }) => okWith(ip.line(wifi.address.ip), mac.line(wifi.mac)),
    }),
  },
});
