import { OK, okWith } from '#at/reply';
import { flag, response } from '#at/response';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';

const status = response`+SYSLOG:${flag('status')}`;

export const syslog = defineCommand({
  name: 'AT+SYSLOG',
  family: 'basic',
  help: 'Whether a failure prints its code as ERR CODE:0x… before ERROR; 0 after boot.',
  forms: {
    query: form({ responses: [status], run: (module) => okWith(status.line(module.at.showCodes)) }),
    set: form({
      params: [onOff('status', '0: ERROR only; 1: the code before it.')],
      run(module, [on]) {
        module.at.showCodes = on;
        return OK;
      },
    }),
  },
});
