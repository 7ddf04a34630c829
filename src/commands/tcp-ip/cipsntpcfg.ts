import { errorCode } from '#at/codes';
import type { Param } from '#at/params';
import { string } from '#at/params';
import { failure, OK, okWith } from '#at/reply';
import { bare, each, response, text } from '#at/response';
import { keep } from '#bytes/keep';
import { message } from '#messages/message';
import { parseTimeZone, type TimeZone, UTC } from '#module/clock/time-zone';
import type { Module } from '#module/module';
import { defineCommand, form } from '../define.ts';
import { onOff } from '../params.ts';

const zone: Param<Module, TimeZone> = {
  name: 'timezone',
  type: 'number',
  about: 'Hours east of UTC, or [+|-][hh]mm.',
  limits: '-12 to 14, or -1200 to +1400',
  fallback: '0',
  codes: [errorCode('invalid')],
  read(fields, index) {
    if (fields.omitted(index)) return UTC;
    const typed = fields.text(index);
    const reason = message('commands.timeZoneUnreadable', { parameter: index + 1 });
    return parseTimeZone(typed) ?? failure(errorCode('invalid'), reason);
  },
};

const server = (name: string) =>
  string<Module>(name, { about: 'Name or address of a time server.', max: 64, fallback: '' });

const off = response`+CIPSNTPCFG:0`;
const on = response`+CIPSNTPCFG:1,${bare('timezone')}${each(text('SNTP server'))}`;

export const cipsntpcfg = defineCommand({
  name: 'AT+CIPSNTPCFG',
  family: 'time',
  help: 'Sets the clock over SNTP; +TIME_UPDATED tells when it is set.',
  forms: {
    query: form({
      responses: [off, on],
      run: ({ sntp: { config } }) =>
        okWith(config.enabled ? on.line(config.zone.typed, config.servers) : off.line()),
    }),
    set: form({
      params: [
        onOff('enable', '0: off; 1: on.'),
        zone,
        server('SNTP server1'),
        server('SNTP server2'),
        server('SNTP server3'),
      ],
      run(module, [enable, timezone, ...names]) {
        const servers = names.filter((name) => name.length > 0).map(keep);
        module.sntp.configure({ enabled: enable, zone: timezone, servers }, module.store);
        return { ...OK, after: () => module.sntp.start() };
      },
    }),
  },
});
