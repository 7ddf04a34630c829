import { bareFailure, OK, okWith } from '#at/reply';
import { flag, response } from '#at/response';
import { message } from '#messages/message';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';
import { multipleConnections, transparent } from './modes.ts';

const mode = response`+CIPMUX:${flag('mode')}`;

export const cipmux = defineCommand({
  name: 'AT+CIPMUX',
  family: 'ip',
  help: 'Whether there may be several TCP connections; MQTT links do not depend on it.',
  forms: {
    query: form({ responses: [mode], run: ({ state }) => okWith(mode.line(state.get(multipleConnections))) }),
    set: form({
      params: [onOff('mode', '0: one connection; 1: several.')],
      run({ state }, [on]) {
        if (on && state.get(transparent)) {
          return bareFailure(message('commands.muxExcludesTransparent'));
        }
        state.set(multipleConnections, on);
        return OK;
      },
    }),
  },
});
