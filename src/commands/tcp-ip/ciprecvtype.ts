import { optional, type Param } from '#at/params';
import { bareFailure, isFailure, OK, okWith } from '#at/reply';
import { int, response } from '#at/response';
import { byFirmware, type Choice } from '#firmware/choice';
import { message } from '#messages/message';
import type { Module } from '#module/module';
import { volatileValue } from '#module/state';
import { defineCommand, form } from '../define.ts';
import { omissible } from '../params.ts';
import { linksAndValues, place, requiredAfterLink, TCP_LINKS } from './links.ts';

const MODES = [0, 1] as const;
const MODE = 'The mode: 0: data comes by itself; 1: it is fetched.';

const receiveModes = volatileValue<readonly number[]>(Array.from({ length: TCP_LINKS }, () => 0));

const mode = response`+CIPRECVTYPE:${int('link ID')},${int('mode')}`;

const linkOrMode = place('link ID or mode', `The link ID: ${TCP_LINKS} means all.`, MODES, [0, TCP_LINKS]);

type Optional = Param<Module, number | undefined> | Choice<Param<Module, number | undefined>>;

/** @param max how many numbers there are besides the link ID */
function setOf(params: readonly Optional[], max: number) {
  return form({
    params,
    run(module, given) {
      const meant = linksAndValues(module, given, max);
      if (isFailure(meant)) return meant;
      const [wanted] = meant.values;
      if (wanted === undefined) return bareFailure(message('commands.linkIdFirst'));
      const { state } = module;
      state.set(
        receiveModes,
        state.get(receiveModes).map((each, link) => (meant.isMeant(link) ? wanted : each)),
      );
      return OK;
    },
  });
}

export const ciprecvtype = defineCommand({
  name: 'AT+CIPRECVTYPE',
  since: '3.3',
  family: 'ip',
  help: 'Whether data of a TCP connection waits to be fetched; only after AT+CIPMUX=1 a link ID comes first. MQTT messages do not depend on it.',
  forms: {
    query: form({
      responses: [mode],
      run: ({ state }) => okWith(...state.get(receiveModes).map((each, id) => mode.line(id, each))),
    }),
    set: byFirmware({
      '2.2': setOf([linkOrMode, requiredAfterLink(place('mode', MODE, MODES, MODES))], 1),
      master: setOf(
        [
          linkOrMode,
          requiredAfterLink(place('mode or data_len_report_mode', MODE, MODES, MODES)),
          omissible(
            optional(
              place('data_len_report_mode', 'Which length is told; there is none here.', MODES, MODES),
            ),
          ),
        ],
        2,
      ),
    }),
  },
});
