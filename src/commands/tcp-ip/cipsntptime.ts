import { okRightBehind } from '#at/reply';
import { bare, response } from '#at/response';
import { formatTime } from '#module/clock/time-zone';
import { defineCommand, form } from '../define.ts';

const time = response`+CIPSNTPTIME:${bare('asctime style time')}`;

export const cipsntptime = defineCommand({
  name: 'AT+CIPSNTPTIME',
  family: 'time',
  help: 'The module’s clock in the configured zone, as C’s asctime writes it.',
  forms: {
    query: form({
      responses: [time],
      run: ({ sntp, moduleClock }) =>
        okRightBehind(time.line(formatTime(moduleClock.now(), sntp.config.zone))),
    }),
  },
});
