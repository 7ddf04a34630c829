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
  expect(candidates[0]).toBe('<LinkID>,<"topic">,<qos>');
});

test('behind a whole form, what it answers is shown, by the row that writes it', () => {
  const [candidates, replaced] = completeCommand(COMMANDS, 'at+mqttconn?');
  expect(candidates).toEqual([
    'answers +MQTTCONN:<LinkID>,<state>,<scheme>,<"host">,<"port">,<"path">,<reconnect>',
    COMMANDS.find(({ name }) => name === 'AT+MQTTCONN')?.help,
  ]);
  expect(replaced).toBe('');
  expect(completeCommand(COMMANDS, 'AT+MQTTSUB=0,"a')[0]).toContain('answers ALREADY SUBSCRIBE');
  expect(completeCommand(COMMANDS, 'AT+CWQAP')).toEqual([['AT+CWQAP'], 'AT+CWQAP']);
});

test('nothing is completed where there is nothing to say', () => {
  expect(completeCommand(COMMANDS, 'AT+NONE=')[0]).toEqual([]);
  expect(completeCommand(COMMANDS, 'AT+NONE')[0]).toEqual([]);
});
