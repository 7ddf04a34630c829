import { OK, okWith } from '#at/reply';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';

export const cwinit = defineCommand({
  name: 'AT+CWINIT',
  family: 'wifi',
  help: 'Whether Wi-Fi is there at all; links are lost with it. 1 after boot.',
  forms: {
    query: form({ run: ({ wifi }) => okWith(`+CWINIT:${wifi.on ? 1 : 0}`) }),
    set: form({
      params: [onOff('init', '0: switch Wi-Fi off; 1: switch it on.')],
      run: (module, [init]) => ({
        ...OK,
        after() {
          const { wifi, sntp } = module;
          const began = !wifi.on && init === 1;
          wifi.setOn(init === 1);
          if (!began || !wifi.autoConnect) return;
          wifi.autojoin();
          sntp.start();
        },
      }),
    }),
  },
});
