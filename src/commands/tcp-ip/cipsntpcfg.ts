import { errorCode } from '#at/codes';
import type { Fields } from '#at/fields';
import { type Param, string } from '#at/params';
import { bareFailure, Failure, OK, okWith, type Result } from '#at/reply';
import { bare, each, response, text } from '#at/response';
import { keep } from '#bytes/keep';
import { byFirmware } from '#firmware/choice';
import { message } from '#messages/message';
import { parseTimeZone, type TimeZone } from '#module/clock/time-zone';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';
import { ifGiven, onOff } from '../params.ts';

const SIGNED = /^\+\d+$/;
const DIGITS = /^[+-]?\d+$/;

const zone: Param<Module, TimeZone> = {
  name: 'timezone',
  type: 'number',
  about: 'Hours east of UTC, or [+|-][hh]mm. Without it, as AT+CIPSNTPCFG=0 has it, the zone stays.',
  limits: '-12 to 14, or -1200 to +1400',
  fallback: 'none',
  codes: [],
  read(fields, index, module) {
    if (index >= fields.count && fields.number(0) === 0) return module.sntp.config.zone;
    const given = readZone(fields, index);
    // It holds from here on, also where a server behind it is refused [B-SNTP-2].
    if (!(given instanceof Failure)) module.sntp.setZone(given, module.store);
    return given;
  },
};

/** An empty one is no number, and without a code as everywhere; a hexadecimal one is told as a decimal number. */
function readZone(fields: Fields, index: number): Result<TimeZone> {
  const reason = message('commands.timeZoneUnreadable', { parameter: index + 1 });
  const missing = fields.missing(index);
  if (!missing && fields.omitted(index)) return bareFailure(reason);
  const typed = missing ? '' : fields.text(index);
  const number = missing ? undefined : fields.number(index);
  if (number === undefined && !SIGNED.test(typed)) return new Failure([errorCode('parse', index)], reason);
  return parseTimeZone(DIGITS.test(typed) ? typed : String(number)) ?? bareFailure(reason);
}

const server = (name: string) =>
  ifGiven(
    string<Module>(name, {
      about: 'Name or address of a time server.',
      max: 64,
      empty: { fails: true },
    }),
  );

const withoutZone = response`+CIPSNTPCFG:0`;
const off = response`+CIPSNTPCFG:0,${bare('timezone')}`;
const on = response`+CIPSNTPCFG:1,${bare('timezone')}${each(text('SNTP server'))}`;

const query = (zoned: boolean) =>
  form({
    responses: [zoned ? off : withoutZone, on],
    run({ sntp: { config } }) {
      if (config.enabled) return okWith(on.line(config.zone.typed, config.servers));
      return okWith(zoned ? off.line(config.zone.typed) : withoutZone.line());
    },
  });

export const cipsntpcfg = defineCommand({
  name: 'AT+CIPSNTPCFG',
  family: 'time',
  help: 'Sets the clock over SNTP; +TIME_UPDATED tells when it is set.',
  forms: {
    query: byFirmware({ '2.2': query(false), '3.2': query(true) }),
    set: form({
      params: [
        onOff('enable', '0: off; 1: on.'),
        zone,
        server('SNTP server1'),
        server('SNTP server2'),
        server('SNTP server3'),
      ],
      run(module, [enable, timezone, ...names]) {
        const servers = names.filter((name) => name !== undefined).map(keep);
        module.sntp.configure({ enabled: enable, zone: timezone, servers }, module.store);
        return { ...OK, after: () => module.sntp.start() };
      },
    }),
  },
});
