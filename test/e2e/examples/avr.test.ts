import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { needs } from '../../support/needs.ts';
import { folder } from '../program.ts';
import { broker, complaint, module, play, traffic } from './support/lamp.ts';
import { tamperedTty } from './support/tamper.ts';
import { make, run, type Tool } from './support/tools.ts';

const needed = needs('mosquitto', 'make', 'cc', 'avr-gcc', 'simavr');

/** Builds the firmware and its simulator. @returns a function that starts them on a tty */
async function built(brokerPort: number): Promise<(tty: string) => Tool> {
  const out = folder();
  await make('avr', { OUT: out, BROKER_PORT: brokerPort });
  return (tty) => run(join(out, 'simulator'), [join(out, 'lamp.elf'), tty]);
}

test('firmware of an ATmega328P in simavr is switched over a real broker', needed, async () => {
  const [{ port }, { tty }] = await Promise.all([broker(), module()]);
  const lamp = await built(port);
  await play('avr', port, () => lamp(tty));
});

test('the guide shows this traffic', () => {
  const guide = readFileSync(new URL('../../../docs/guides/avr-simavr.md', import.meta.url), 'utf8');
  expect(guide).toContain(`\n${traffic('avr', 1883, 1).join('\n')}\n\`\`\``);
});

test('it stops when one byte changes', needed, async () => {
  const [{ port }, virtual] = await Promise.all([broker(), module()]);
  const lamp = await built(port);
  const tty = await tamperedTty(virtual.port, { after: '+MQTTCONNECTED:0,1,"', instead: '2' });
  expect(await complaint('avr', port, () => lamp(tty))).toBe(
    `expected +MQTTCONNECTED:0,1,"127.0.0.1","${port}","",0\\r\\n got +MQTTCONNECTED:0,1,"227.0.0.1","${port}","",0\\r\\n\\r\\nOK\\r\\n`,
  );
});
