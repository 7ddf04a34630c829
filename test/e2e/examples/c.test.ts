import { join } from 'node:path';
import { expect, test } from 'vitest';
import { needs } from '../../support/needs.ts';
import { folder } from '../program.ts';
import { broker, complaint, Hand, module, play } from './support/lamp.ts';
import { tamperedTty } from './support/tamper.ts';
import { make, run, type Tool } from './support/tools.ts';

const needed = needs('mosquitto', 'make', 'cc');

/** Builds the program. @returns a function that starts it */
async function built(): Promise<(tty: string, brokerPort: number) => Tool> {
  const out = folder();
  await make('c', { OUT: out });
  return (tty, brokerPort) => run(join(out, 'lamp'), [tty, '127.0.0.1', `${brokerPort}`]);
}

test('a program in C on the pseudo-terminal is switched over a real broker', needed, async () => {
  const [lamp, { port }, { tty }] = await Promise.all([built(), broker(), module()]);
  await play('lamp', port, () => lamp(tty, port));
});

const OK = '\\r\\nOK\\r\\n';

test.for([
  ['the first byte of OK', '', '\n', `expected ${OK} got \\n\\nOK\\r\\n`],
  ['a letter of OK', '\r\nO', 'k', `expected ${OK} got \\r\\nOk\\r\\n`],
  ['the end of OK', '\r\nOK\r', '\r', `expected ${OK} got \\r\\nOK\\r\\r`],
  [
    'a letter of WIFI GOT IP',
    'WIFI GOT ',
    'i',
    'expected WIFI CONNECTED\\r\\nWIFI GOT IP\\r\\n\\r\\nOK\\r\\n got WIFI CONNECTED\\r\\nWIFI GOT iP\\r\\n\\r\\nOK\\r\\n',
  ],
  [
    'the scheme in +MQTTCONNECTED',
    '+MQTTCONNECTED:0,',
    '2',
    'expected +MQTTCONNECTED:0,1,"127.0.0.1","PORT","",0\\r\\n got +MQTTCONNECTED:0,2,"127.0.0.1","PORT","",0\\r\\n\\r\\nOK\\r\\n',
  ],
  ['OK after +MQTTCONNECTED', '"",0\r\n\r', ' ', `expected ${OK} got \\r OK\\r\\n`],
  [
    'the link in +MQTTSUBRECV',
    '+MQTTSUBRECV:',
    '1',
    'expected +MQTTSUBRECV:0,"topic",length,data got something else in its link',
  ],
  [
    'the length in +MQTTSUBRECV',
    '+MQTTSUBRECV:0,"lamp/set",',
    '1',
    'expected +MQTTSUBRECV:0,"topic",length,data got something else in its line end',
  ],
  ['the prompt', '2,on\r\n\r\nOK\r\n\r\n', ' ', `expected ${OK}\\r\\n> got ${OK}\\r\\n `],
  ['+MQTTPUB:OK', '+MQTTPUB:', 'F', 'expected +MQTTPUB:OK\\r\\n got +MQTTPUB:FK\\r\\n'],
] as const)('it stops when one byte changes: %s', needed, async ([, after, instead, said]) => {
  const [lamp, { port }, virtual] = await Promise.all([built(), broker(), module()]);
  const tty = await tamperedTty(virtual.port, { after, instead });
  expect(await complaint('lamp', port, () => lamp(tty, port))).toBe(said.replaceAll('PORT', `${port}`));
});

test('it says so when there is no module', needed, async () => {
  const [lamp, nowhere] = [await built(), join(folder(), 'nowhere')];
  const alone = lamp(nowhere, 1883);
  expect(await alone.exited).toBe(2);
  expect(alone.stderr()).toBe(`lamp: is atmqtt running? Cannot open ${nowhere}: No such file or directory\n`);
});

test('it says so when the module goes', needed, async () => {
  const [lamp, { port }, { tty, end }] = await Promise.all([built(), broker(), module()]);
  let left: Tool | undefined;
  const hand = await Hand.reach('lamp', port, () => {
    left = lamp(tty, port);
    return left;
  });
  await hand.state();
  end();
  expect(await left?.exited).toBe(2);
  expect(left?.stderr()).toContain(`lamp: the module has gone from ${tty}`);
});
