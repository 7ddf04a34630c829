import { verbatim } from '#at/reply';
import { formatTime } from '#module/clock/time-zone';
import { defineCommand, form } from '../define.ts';

export const cipsntptime = defineCommand({
  name: 'AT+CIPSNTPTIME',
  family: 'time',
  help: 'The module’s clock in the configured zone, as C’s asctime writes it.',
  forms: {
    query: form({
      // No blank line before OK, unlike every other answer [B-REPLY-1].
      run: ({ sntp, moduleClock }) =>
        verbatim(`+CIPSNTPTIME:${formatTime(moduleClock.now(), sntp.config.zone)}\r\nOK\r\n`),
    }),
  },
});
