import { OK, okWith } from '#at/reply';
import { flag, response } from '#at/response';
import { volatileValue } from '#module/state';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';

const filtering = volatileValue(false);

const state = response`+SYSMSGFILTER:${flag('enable')}`;

export const sysmsgfilter = defineCommand({
  name: 'AT+SYSMSGFILTER',
  since: '3.2',
  family: 'basic',
  help: 'Whether messages that match a filter are kept from the host. There are no filters here: kept and reported.',
  forms: {
    query: form({ responses: [state], run: (module) => okWith(state.line(module.state.get(filtering))) }),
    set: form({
      params: [onOff('enable', '0: every message comes; 1: those come that match no filter.')],
      run(module, [enable]) {
        module.state.set(filtering, enable);
        return OK;
      },
    }),
  },
});
