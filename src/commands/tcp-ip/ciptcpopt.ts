import type { Param } from '#at/params';
import { bareFailure, isFailure, OK, okWith } from '#at/reply';
import { int, response } from '#at/response';
import { byFirmware } from '#firmware/choice';
import { message } from '#messages/message';
import type { FlashValue } from '#module/flash/flash';
import type { Module } from '#module/module';
import { storedValue } from '#module/state';
import { defineCommand, form } from '../define.ts';
import { ifGiven, mayBeEmpty } from '../params.ts';
import { linksAndValues, place, several, TCP_LINKS } from './links.ts';

/** SO_LINGER, TCP_NODELAY, SO_SNDTIMEO and SO_KEEPALIVE. */
type SocketOptions = readonly [number, number, number, number];

const DEFAULTS: SocketOptions = [-1, 0, 0, 0];
const LINGER = [-1, 0xffff] as const;
const NODELAY = [0, 1] as const;
const SEND_TIMEOUT = [0, 0x7fff_ffff] as const;
const KEEP_ALIVE = [0, 7200] as const;

const socketOptions = storedValue<readonly SocketOptions[]>(
  'tcp.options',
  Array.from({ length: TCP_LINKS }, () => DEFAULTS),
  readOptions,
);

function readOptions(stored: FlashValue): readonly SocketOptions[] | undefined {
  const rows: readonly FlashValue[] = Array.isArray(stored) ? stored : [];
  const valid = rows.every(
    (row) => Array.isArray(row) && row.length === DEFAULTS.length && row.every(Number.isInteger),
  );
  return valid && rows.length === TCP_LINKS ? (rows as unknown as readonly SocketOptions[]) : undefined;
}

// One that is empty stays as it is; only keep_alive may be missing, as only its comma is in brackets in the manual.
const places = [
  mayBeEmpty(place('link ID or so_linger', `The link ID: ${TCP_LINKS} means all.`, LINGER, [0, TCP_LINKS])),
  mayBeEmpty(place('so_linger or tcp_nodelay', 'Seconds that closing lingers; -1: off.', NODELAY, LINGER)),
  mayBeEmpty(place('tcp_nodelay or so_sndtimeo', '1: send small pieces at once.', SEND_TIMEOUT, NODELAY)),
];
const lastTimeout = afterLink(
  place('so_sndtimeo', 'Milliseconds that sending may take; 0: any.', SEND_TIMEOUT, SEND_TIMEOUT),
);
const timeoutOrKeepAlive = afterLink(
  place('so_sndtimeo or keep_alive', 'Milliseconds that sending may take; 0: any.', KEEP_ALIVE, SEND_TIMEOUT),
);
const keepAlive = ifGiven(
  place('keep_alive', 'Seconds of silence before the peer is asked; 0: never.', KEEP_ALIVE, KEEP_ALIVE),
);

/** Where a link ID comes first it must be there; else it is keep_alive, or one too many. */
function afterLink(param: Param<Module, number>): Param<Module, number | undefined> {
  const [last, beyond] = [mayBeEmpty(param), ifGiven(param)];
  return {
    ...beyond,
    read: (fields, index, module) => (several(module) ? last : beyond).read(fields, index, module),
  };
}

const withoutKeepAlive = response`+CIPTCPOPT:${int('link ID')},${int('so_linger')},${int('tcp_nodelay')},${int('so_sndtimeo')}`;
const withKeepAlive = response`+CIPTCPOPT:${int('link ID')},${int('so_linger')},${int('tcp_nodelay')},${int('so_sndtimeo')},${int('keep_alive')}`;

/** @param max how many options there are */
function setOf(params: readonly Param<Module, number | undefined>[], max: number) {
  return form({
    params,
    run(module, given) {
      const meant = linksAndValues(module, given, max);
      if (isFailure(meant)) return meant;
      const { values } = meant;
      if (values.every((value) => value === undefined)) {
        return bareFailure(message('commands.linkIdFirst'));
      }
      const { state, store } = module;
      const changed = (each: SocketOptions): SocketOptions => [
        values[0] ?? each[0],
        values[1] ?? each[1],
        values[2] ?? each[2],
        values[3] ?? each[3],
      ];
      const options = state
        .get(socketOptions)
        .map((each, link) => (meant.isMeant(link) ? changed(each) : each));
      state.store(socketOptions, options, store);
      return OK;
    },
  });
}

export const ciptcpopt = defineCommand({
  name: 'AT+CIPTCPOPT',
  family: 'ip',
  help: 'The socket options of a TCP connection; only after AT+CIPMUX=1 a link ID comes first. MQTT links do not depend on them.',
  forms: {
    query: byFirmware({
      '2.2': form({
        responses: [withoutKeepAlive],
        run: ({ state }) =>
          okWith(
            ...state
              .get(socketOptions)
              .map(([linger, noDelay, timeout], id) => withoutKeepAlive.line(id, linger, noDelay, timeout)),
          ),
      }),
      '2.4': form({
        responses: [withKeepAlive],
        run: ({ state }) =>
          okWith(...state.get(socketOptions).map((each, id) => withKeepAlive.line(id, ...each))),
      }),
    }),
    set: byFirmware({
      '2.2': setOf([...places, lastTimeout], 3),
      '2.4': setOf([...places, timeoutOrKeepAlive, keepAlive], DEFAULTS.length),
    }),
  },
});
