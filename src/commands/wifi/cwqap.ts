import { OK } from '#at/reply';
import { defineCommand, form } from '../define.ts';

export const cwqap = defineCommand({
  name: 'AT+CWQAP',
  family: 'wifi',
  help: 'Leaves the access point; links are lost with it.',
  forms: {
    execute: form({
      run({ wifi }) {
        wifi.leave();
        return OK;
      },
    }),
  },
});
