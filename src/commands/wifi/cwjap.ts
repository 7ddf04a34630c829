import { errorCode } from '#at/codes';
import type { CommandDefinition } from '#at/command';
import { number, string } from '#at/params';
import { failure, isFailure, OK, okWith, type Reply } from '#at/reply';
import { int, response, text } from '#at/response';
import { keep } from '#bytes/keep';
import { type Message, message } from '#messages/message';
import type { Module } from '#module/module';
import type { Wanted } from '#module/wifi/access-points';
import { JoinFailure, type JoinFailureCode } from '#module/wifi/wifi';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';
import { responseName, type Spelling, storeOf } from '../spelling.ts';
import { wifiOn } from './requires.ts';

/** Reason 1 needs an access point that stays silent, and the model has none. */
const FAILURES = [JoinFailure.wrongPassword, JoinFailure.noAccessPoint, JoinFailure.failed].map((reason) =>
  errorCode('execution', reason),
);

const REASONS: Readonly<Record<JoinFailureCode, Message>> = {
  [JoinFailure.timeout]: message('commands.joinTimedOut'),
  [JoinFailure.wrongPassword]: message('commands.wrongPassword'),
  [JoinFailure.noAccessPoint]: message('commands.noAccessPoint'),
  [JoinFailure.failed]: message('commands.noStation'),
};

/** Under its later name whichever way the command is spelled, as genuine firmware prints it for `AT+CWJAP_CUR` too. */
const notJoined = response`+CWJAP:${int('error code')}`;

export function defineCwjap(spelling: Spelling): CommandDefinition<Module> {
  const joined = response`${responseName(spelling)}:${text('ssid')},${text('bssid')},${int('channel')},${int('rssi')},${int('pci_en')},${int('reconn_interval')},${int('listen_interval')},${int('scan_mode')},${int('pmf')}`;
  return defineCommand({
    name: spelling.name,
    family: 'wifi',
    help: 'Joins an access point. Failures: +CWJAP:1 no answer, 2 wrong password, 3 not found, 4 other.',
    forms: {
      query: form({
        responses: [joined],
        run({ wifi }) {
          if (wifi.accessPoint === undefined) return OK;
          const { bssid, channel, rssi } = wifi.accessPoint;
          const { intervalSeconds } = wifi.rejoinConfig;
          return okWith(joined.line(wifi.ssid, bssid, channel, rssi, 0, intervalSeconds, 3, 0, 1));
        },
      }),
      set: form({
        params: [
          string<Module>('ssid', { about: 'Name of the access point.', max: 32 }),
          string<Module>('pwd', { about: 'Its password.', max: 64, secret: true }),
          string<Module>('bssid', {
            about: 'Its MAC address, where two share a name.',
            max: 17,
            fallback: '',
          }),
          onOff('pci_en', '1: refuse WEP and open networks.', { fallback: false }),
          number<Module>('reconn_interval', {
            about: 'Seconds between two tries to join again.',
            range: [0, 7200],
            fallback: 1,
          }),
          number<Module>('listen_interval', {
            about: 'Beacons between two that are listened to.',
            range: [1, 100],
            fallback: 3,
          }),
          onOff('scan_mode', '0: the first that is found; 1: the strongest.', { fallback: false }),
          number<Module>('jap_timeout', { about: 'Seconds to wait.', range: [3, 600], fallback: 15 }),
          number<Module>('pmf', { about: 'Protected management frames.', range: [0, 3], fallback: 1 }),
        ],
        requires: wifiOn,
        codes: FAILURES,
        responses: [notJoined],
        run(module, [ssid, password, bssid, , intervalSeconds]) {
          const wanted = { ssid: keep(ssid), password: keep(password), bssid: bssid.toString('latin1') };
          const reply = join(module, wanted);
          if (isFailure(reply)) return reply;
          const store = storeOf(module, spelling);
          module.wifi.remember(wanted, store);
          module.wifi.setRejoin({ intervalSeconds }, store);
          return reply;
        },
      }),
      execute: form({
        requires: wifiOn,
        codes: FAILURES,
        responses: [notJoined],
        run: (module) => join(module, module.wifi.remembered),
      }),
    },
  });
}

export const cwjap = defineCwjap({ name: 'AT+CWJAP', stores: true });

function join(module: Module, wanted: Wanted): Reply {
  const reason = module.wifi.join(wanted);
  if (reason !== undefined) {
    const code = errorCode('execution', reason);
    return failure(code, REASONS[reason], { before: [notJoined.line(reason)] });
  }
  return { ...OK, after: () => module.sntp.start() };
}
