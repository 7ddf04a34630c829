import { expect, test } from 'vitest';
import { completeCommand } from '#cli/terminal/terminal-completion';
import { COMMANDS } from '#commands/index';

test('names are completed with their forms, whatever the case', () => {
  expect(completeCommand(COMMANDS, 'at+mqttco')).toEqual([
    ['AT+MQTTCONNCFG=', 'AT+MQTTCONN=', 'AT+MQTTCONN?'],
    'at+mqttco',
  ]);
});

test('behind = the parameters are shown', () => {
  const [candidates] = completeCommand(COMMANDS, 'AT+MQTTSUB=');
  expect(candidates[0]).toBe('<LinkID>,<"topic">,<qos>,<timeout_ms>');
});

test('nothing is completed where there is nothing to say', () => {
  expect(completeCommand(COMMANDS, 'AT+NONE=')[0]).toEqual([]);
  expect(completeCommand(COMMANDS, 'AT+NONE')[0]).toEqual([]);
});
