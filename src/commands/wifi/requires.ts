import { errorCode } from '#at/codes';
import type { Requirement } from '#at/command';
import { failure } from '#at/reply';
import { message } from '#messages/message';
import type { Module } from '#module/module';

const EXECUTION = errorCode('execution');

/** Needs Wi-Fi to be switched on. */
export const wifiOn: Requirement<Module> = {
  turn: 'last',
  needs: 'Wi-Fi switched on',
  otherwise: [{ when: 'after AT+CWINIT=0', code: EXECUTION }],
  check({ wifi }) {
    return wifi.on ? undefined : failure(EXECUTION, message('commands.wifiOff'));
  },
};

/** Needs a station: Wi-Fi switched on, in a mode that has one. */
export const station: Requirement<Module> = {
  turn: 'last',
  needs: 'a station: AT+CWMODE 1 or 3',
  otherwise: [{ when: 'after AT+CWINIT=0, or in another mode', code: EXECUTION }],
  check(module, values) {
    const off = wifiOn.check(module, values);
    if (off !== undefined || module.wifi.station) return off;
    return failure(EXECUTION, message('commands.noStation'));
  },
};

/** Needs the station to be in a network, with an address. */
export const online: Requirement<Module> = {
  turn: 'last',
  needs: 'Wi-Fi with an address',
  otherwise: [{ when: 'without an address', code: EXECUTION }],
  check({ wifi }) {
    return wifi.connected ? undefined : failure(EXECUTION, wifi.whyOffline);
  },
};
