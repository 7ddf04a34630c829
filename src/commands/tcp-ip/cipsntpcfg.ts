import { errorCode } from '#at/codes';
import type { Fields } from '#at/fields';
import { type Param, string } from '#at/params';
import { bareFailure, Failure, OK, okWith, type Result } from '#at/reply';
import { each, int, response, text } from '#at/response';
import { keep } from '#bytes/keep';
import { byFirmware, byPlace } from '#firmware/choice';
import { message } from '#messages/message';
import { type TimeZone, timeZoneOf, wholeHours } from '#module/clock/time-zone';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';
import { ifGiven, onOff } from '../params.ts';

const WITH_PLUS = /^\+\d+$/;

/** @param options `plus`: `+8` is a zone too, as the manual writes it; `optional`: it may be missing at the end */
function zoneParam({ plus, optional }: { plus: boolean; optional: boolean }): Param<Module, TimeZone> {
  return {
    name: 'timezone',
    type: 'number',
    about: 'Hours east of UTC, or [+|-][hh]mm.',
    limits: '-12 to 14, or -1259 to 1459',
    fallback: optional ? 'as it was' : 'as it was, after enable 0',
    codes: [],
    read(fields, index, module) {
      const stays = fields.missing(index) && (optional || fields.number(0) === 0);
      if (stays) return module.sntp.config.zone;
      const given = readZone(fields, index, plus ? module : undefined);
      // It holds from here on, also where a server behind it is refused [B-SNTP-2].
      if (!(given instanceof Failure)) module.sntp.setZone(given, module.store);
      return given;
    },
  };
}

/** An empty one is no number, and without a code as everywhere. @param lenient the module that takes a plus */
function readZone(fields: Fields, index: number, lenient: Module | undefined): Result<TimeZone> {
  const reason = message('commands.timeZoneUnreadable', { parameter: index + 1 });
  if (fields.missing(index)) return new Failure([errorCode('parse', index)], reason);
  if (fields.omitted(index)) return bareFailure(reason);
  const number = fields.number(index);
  if (number !== undefined) return timeZoneOf(number) ?? bareFailure(reason);
  const typed = fields.text(index);
  if (lenient === undefined || !WITH_PLUS.test(typed))
    return new Failure([errorCode('parse', index)], reason);
  const zone = timeZoneOf(Number(typed));
  if (zone === undefined) return bareFailure(reason);
  lenient.compat.found('signedZone');
  return zone;
}

const zone = byPlace('signedZone', {
  manual: byFirmware({
    '2.2': zoneParam({ plus: true, optional: false }),
    '4.1': zoneParam({ plus: true, optional: true }),
  }),
  module: byFirmware({
    '2.2': zoneParam({ plus: false, optional: false }),
    '4.1': zoneParam({ plus: false, optional: true }),
  }),
});

const server = (name: string) =>
  ifGiven(
    string<Module>(name, {
      about: 'Name or address of a time server.',
      max: 64,
      empty: { fails: true },
    }),
  );

const withoutZone = response`+CIPSNTPCFG:0`;
const off = response`+CIPSNTPCFG:0,${int('timezone')}`;
const on = response`+CIPSNTPCFG:1,${int('timezone')}${each(text('SNTP server'))}`;

const query = (zoned: boolean) =>
  form({
    responses: [zoned ? off : withoutZone, on],
    run({ sntp: { config } }) {
      if (config.enabled) return okWith(on.line(wholeHours(config.zone), config.servers));
      return okWith(zoned ? off.line(wholeHours(config.zone)) : withoutZone.line());
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
