import { errorCode } from '#at/codes';
import type { CommandDefinition } from '#at/command';
import { number, type Param, string } from '#at/params';
import { failure, OK, okWith, type Reply } from '#at/reply';
import { flag, int, response, text } from '#at/response';
import { keep } from '#bytes/keep';
import { byFirmware } from '#firmware/choice';
import { type Message, message } from '#messages/message';
import type { Module } from '#module/module';
import { storedScalar } from '#module/state';
import type { Wanted } from '#module/wifi/access-points';
import { JoinFailure, type JoinFailureCode } from '#module/wifi/wifi';
import { defineCommand, form } from '../define.ts';
import { mayBeEmpty, omissible, onOff } from '../params.ts';
import { responseName, type Spelling, storeOf } from '../spelling.ts';
import { accessPointMac } from './mac.ts';
import { wifiOn } from './requires.ts';

const FAILURES = Object.values(JoinFailure).map((reason) => errorCode('execution', reason));
/** Seconds that a join may take when the command names no time. */
const TIMEOUT_SECONDS = 15;

const REASONS: Readonly<Record<JoinFailureCode, Message>> = {
  [JoinFailure.timeout]: message('commands.joinTimedOut'),
  [JoinFailure.wrongPassword]: message('commands.wrongPassword'),
  [JoinFailure.noAccessPoint]: message('commands.noAccessPoint'),
  [JoinFailure.failed]: message('commands.noStation'),
};

/** Under its later name whichever way the command is spelled, as genuine firmware prints it for `AT+CWJAP_CUR` too. */
const notJoined = response`+CWJAP:${int('error code')}`;

/** What `AT+CWJAP?` tells of the last `AT+CWJAP`; there is no air in which it would matter. */
const grade = storedScalar<number>('wifi.join.grade', 0);
const listening = storedScalar<number>('wifi.join.listen', 3);
const scanning = storedScalar<boolean>('wifi.join.scanAll', false);
const frames = storedScalar<number>('wifi.join.pmf', 1);

const ssid = mayBeEmpty(
  string<Module>('ssid', { about: 'Name of the access point; empty: the last one.', max: 32 }),
);

/** Empty only with the name: of a named access point the password must be there. */
const passwordOf = (max: number): Param<Module, Buffer | undefined> => {
  const password = string<Module>('pwd', { about: 'Its password.', max, secret: true });
  const orLast = mayBeEmpty(password);
  return {
    ...password,
    read: (fields, index, module) => (fields.omitted(0) ? orLast : password).read(fields, index, module),
  };
};

const security = (name: string, about: string, last: number) =>
  number<Module>(name, { about, range: [0, last], fallback: 0 });

const pmfOf = (fallback: number) =>
  omissible(number<Module>('pmf', { about: 'Protected management frames.', range: [0, 3], fallback }));

export function defineCwjap(spelling: Spelling): CommandDefinition<Module> {
  const joined = response`${responseName(spelling)}:${text('ssid')},${text('bssid')},${int('channel')},${int('rssi')},${int('pci_en')},${int('reconn_interval')},${int('listen_interval')},${flag('scan_mode')},${int('pmf')}`;
  return defineCommand({
    name: spelling.name,
    family: 'wifi',
    help: 'Joins an access point. Failures: +CWJAP:1 no answer, 2 wrong password, 3 not found, 4 other.',
    forms: {
      query: form({
        responses: [joined],
        run({ wifi, state }) {
          if (wifi.accessPoint === undefined) return OK;
          const { bssid, channel, rssi } = wifi.accessPoint;
          const { intervalSeconds } = wifi.rejoinConfig;
          const asked = [state.get(listening), state.get(scanning), state.get(frames)] as const;
          return okWith(
            joined.line(wifi.ssid, bssid, channel, rssi, state.get(grade), intervalSeconds, ...asked),
          );
        },
      }),
      set: form({
        params: [
          ssid,
          byFirmware({ '2.2': passwordOf(64), '2.3': passwordOf(63), master: passwordOf(64) }),
          omissible(accessPointMac('bssid', 'Its MAC address, where two share a name.')),
          byFirmware({
            '2.2': omissible(security('pci_en', '1: refuse WEP and open networks.', 1)),
            master: omissible(
              security('authmode', 'The weakest encryption that is joined, as AT+CWLAP counts.', 16),
            ),
          }),
          omissible(
            number<Module>('reconn_interval', {
              about: 'Seconds between two tries to join again.',
              range: [0, 7200],
              fallback: 1,
            }),
          ),
          omissible(
            number<Module>('listen_interval', {
              about: 'Beacons between two that are listened to.',
              range: [1, 100],
              fallback: 3,
            }),
          ),
          omissible(onOff('scan_mode', '0: the first that is found; 1: the strongest.', { fallback: false })),
          omissible(
            number<Module>('jap_timeout', {
              about: 'Seconds to wait.',
              range: [3, 600],
              fallback: TIMEOUT_SECONDS,
            }),
          ),
          byFirmware({ '2.2': pmfOf(0), '2.3': pmfOf(1) }),
        ],
        requires: wifiOn,
        codes: FAILURES,
        responses: [notJoined],
        run(module, [name, password, bssid, minimum, intervalSeconds, listen, scan, timeoutSeconds, pmf]) {
          const { wifi, state } = module;
          const last = wifi.remembered;
          const wanted = { ssid: keep(name ?? last.ssid), password: keep(password ?? last.password), bssid };
          return join(module, wanted, timeoutSeconds, () => {
            const store = storeOf(module, spelling);
            wifi.remember(wanted, store);
            wifi.setRejoin({ intervalSeconds }, store);
            state.store(grade, minimum, store);
            state.store(listening, listen, store);
            state.store(scanning, scan, store);
            state.store(frames, pmf, store);
          });
        },
      }),
      execute: form({
        requires: wifiOn,
        codes: FAILURES,
        responses: [notJoined],
        run: (module) => join(module, module.wifi.remembered, TIMEOUT_SECONDS),
      }),
    },
  });
}

export const cwjap = defineCwjap({ name: 'AT+CWJAP', stores: true });

/** @param done what follows when it has joined */
function join(
  module: Module,
  wanted: Wanted,
  timeoutSeconds: number,
  done: () => void = () => {},
): Reply | Promise<Reply> {
  const { wifi, sntp, clock } = module;
  const timeoutMs = timeoutSeconds * 1000;
  const joined = (): Reply => {
    done();
    return { ...OK, after: () => sntp.start() };
  };
  const answer = (reason: JoinFailureCode | undefined, leftMs: number): Reply | Promise<Reply> => {
    if (reason !== undefined) return refused(reason);
    if (!wifi.awaitsAddress) return joined();
    return wifi.addressWithin(leftMs).then((got) => (got ? joined() : refused(JoinFailure.timeout)));
  };
  const since = clock.now();
  const reason = wifi.join(wanted, timeoutMs);
  if (!(reason instanceof Promise)) return answer(reason, timeoutMs);
  return reason.then((settled) => answer(settled, timeoutMs - (clock.now() - since)));
}

function refused(reason: JoinFailureCode): Reply {
  const code = errorCode('execution', reason);
  return failure(code, REASONS[reason], { before: [notJoined.line(reason)] });
}
