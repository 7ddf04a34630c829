import { z } from 'zod';
import { message } from '#messages/message';
import { BAUD_RANGE } from '#ports/serial-line';
import { defineFault } from '../definition.ts';
import { escapedText } from '../escaped-text.ts';
import { CHIPS } from '../module/boot-banner.ts';
import { command, time } from '../parameters.ts';

const direction = z
  .enum(['toModule', 'toHost', 'both'])
  .default('both')
  .describe('Which bytes: what the host sends, what the module sends, or both.');

/** What goes wrong between a host and its module. */
export const uartFaults = {
  'uart.lose': defineFault({
    about: message('faultAbout.uartLose'),
    hostSees: message('faultHostSees.uartLose'),
    parameters: { direction },
  }),
  'uart.flip': defineFault({
    about: message('faultAbout.uartFlip'),
    hostSees: message('faultHostSees.uartFlip'),
    parameters: {
      direction,
      bit: z
        .int()
        .min(0)
        .max(7)
        .optional()
        .describe('Which bit of the byte, 0 being the lowest; without it chance has it.'),
    },
  }),
  'uart.double': defineFault({
    about: message('faultAbout.uartDouble'),
    hostSees: message('faultHostSees.uartDouble'),
    parameters: { direction },
  }),
  'uart.delay': defineFault({
    about: message('faultAbout.uartDelay'),
    hostSees: message('faultHostSees.uartDelay'),
    parameters: {
      direction,
      time: time().describe('How much later than they were sent the bytes of one write come.'),
      jitter: time()
        .prefault(0)
        .describe('So much later still at most, by chance; what was sent first comes first nevertheless.'),
    },
  }),
  'uart.cut': defineFault({
    about: message('faultAbout.uartCut'),
    hostSees: message('faultHostSees.uartCut'),
    parameters: {
      direction: direction.default('toHost'),
      bytes: z.int().min(1).default(1).describe('The greatest size of a piece.'),
      gap: time().prefault('5ms').describe('The time from one piece to the next.'),
    },
  }),
  'uart.silence': defineFault({
    about: message('faultAbout.uartSilence'),
    hostSees: message('faultHostSees.uartSilence'),
    parameters: { direction },
  }),
  'uart.messageBeforePrompt': defineFault({
    about: message('faultAbout.uartMessageBeforePrompt'),
    hostSees: message('faultHostSees.uartMessageBeforePrompt'),
    parameters: {
      command: command.describe('Which prompt, as that of AT+MQTTPUBRAW; without it every one.'),
      text: escapedText()
        .optional()
        .describe('The line, with escapes; its end comes to it. Without it, a +MQTTSUBRECV of link 0.'),
      wait: time()
        .optional()
        .describe(
          'Instead, the prompt waits for a message that comes in this time from the broker, and follows it at once.',
        ),
    },
  }),
  'uart.bootNoise': defineFault({
    about: message('faultAbout.uartBootNoise'),
    hostSees: message('faultHostSees.uartBootNoise'),
    parameters: {
      chip: z
        .enum(CHIPS)
        .default('esp8266')
        .describe(
          'Whose ROM is heard: that of an ESP8266 speaks at 74880 baud, which is noise at any other; those of ESP32 and ESP32-C3 can be read at 115200.',
        ),
      text: escapedText().optional().describe('Other bytes instead, with escapes: \\xf8\\0\\r\\n.'),
    },
  }),
  'uart.wrongBaud': defineFault({
    about: message('faultAbout.uartWrongBaud'),
    hostSees: message('faultHostSees.uartWrongBaud'),
    parameters: {
      direction: direction.describe(
        'Which bytes are noise: what the host sends, what the module sends, or both, as they always are on a serial device.',
      ),
      baud: z
        .int()
        .min(BAUD_RANGE.min)
        .max(BAUD_RANGE.max)
        .default(9600)
        .describe('The speed of the module, whatever it says.'),
    },
  }),
};
