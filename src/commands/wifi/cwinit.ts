import { OK, okWith } from '#at/reply';
import { flag, response } from '#at/response';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';

const state = response`+CWINIT:${flag('init')}`;

export const cwinit = defineCommand({
  name: 'AT+CWINIT',
  since: '3.2',
  family: 'wifi',
  help: 'Whether Wi-Fi is there at all; links are lost with it. 1 after boot.',
  forms: {
    query: form({ responses: [state], run: ({ wifi }) => okWith(state.line(wifi.on)) }),
    set: form({
      params: [onOff('init', '0: switch Wi-Fi off; 1: switch it on.')],
      run: (module, [init]) => ({
        ...OK,
        after() {
          const { wifi, sntp } = module;
          const began = !wifi.on && init;
          wifi.setOn(init);
          if (!began || !wifi.autoConnect) return;
          wifi.autojoin();
          sntp.start();
        },
      }),
    }),
  },
});
