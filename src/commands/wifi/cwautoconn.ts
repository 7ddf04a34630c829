import { OK, okWith } from '#at/reply';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';

export const cwautoconn = defineCommand({
  name: 'AT+CWAUTOCONN',
  family: 'wifi',
  help: 'Whether the module joins the access point it knows after boot.',
  forms: {
    query: form({ run: ({ wifi }) => okWith(`+CWAUTOCONN:${wifi.autoConnect ? 1 : 0}`) }),
    set: form({
      params: [onOff('enable', '0: wait for AT+CWJAP; 1: join.')],
      run(module, [enable]) {
        module.wifi.setAutoConnect(enable === 1, module.store);
        return OK;
      },
    }),
  },
});
