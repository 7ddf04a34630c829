import { OK, okRightBehind } from '#at/reply';
import { flag, response } from '#at/response';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';

const state = response`+CWAUTOCONN:${flag('enable')}`;

export const cwautoconn = defineCommand({
  name: 'AT+CWAUTOCONN',
  family: 'wifi',
  help: 'Whether the module joins the access point it knows after boot.',
  forms: {
    query: form({ responses: [state], run: ({ wifi }) => okRightBehind(state.line(wifi.autoConnect)) }),
    set: form({
      params: [onOff('enable', '0: wait for AT+CWJAP; 1: join.')],
      run(module, [enable]) {
        // Stored whatever AT+SYSSTORE says, which names the commands that it is for.
        module.wifi.setAutoConnect(enable, module.flash);
        return OK;
      },
    }),
  },
});
