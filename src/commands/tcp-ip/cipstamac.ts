import { OK, okWith } from '#at/reply';
import { response, text } from '#at/response';
import { defineCommand, form } from '../define.ts';
import { address } from './address.ts';

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i;

const mac = response`+CIPSTAMAC:${text('mac')}`;

export const cipstamac = defineCommand({
  name: 'AT+CIPSTAMAC',
  family: 'ip',
  help: 'The station’s MAC address.',
  forms: {
    query: form({ responses: [mac], run: ({ wifi }) => okWith(mac.line(wifi.mac)) }),
    set: form({
      params: [
        address('mac', {
          about: 'Six bytes in hexadecimal.',
          accepts: isStationMac,
          kind: 'a MAC address of a single station, such as "1a:fe:35:98:d3:7b"',
          max: 17,
        }),
      ],
      run(module, [mac]) {
        module.wifi.setMac(mac.toLowerCase(), module.store);
        return OK;
      },
    }),
  },
});

/** Neither all zeros nor for a group, whose lowest bit of the first byte is set. */
function isStationMac(text: string): boolean {
  return MAC.test(text) && (Number.parseInt(text.slice(0, 2), 16) & 1) === 0 && /[^0:]/.test(text);
}
