import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { needs } from '../../support/needs.ts';
import { folder } from '../program.ts';
import { broker, complaint, module, play, traffic } from './support/lamp.ts';
import { tamperedTcp } from './support/tamper.ts';
import { make, run, type Tool } from './support/tools.ts';

const needed = needs('mosquitto', 'make', 'arm-none-eabi-gcc', 'qemu-system-arm');
const BOARD = ['-machine', 'stm32vldiscovery', '-display', 'none', '-monitor', 'none', '-semihosting'];

/** Builds the firmware. @returns a function that starts it in QEMU, with its first USART as told */
async function built(brokerPort: number): Promise<(usart: readonly string[]) => Tool> {
  const out = folder();
  await make('arm', { OUT: out, BROKER_PORT: brokerPort });
  return (usart) => run('qemu-system-arm', [...BOARD, '-kernel', join(out, 'lamp.elf'), ...usart]);
}

test.for(['pseudo-terminal', 'TCP'])(
  'firmware of an STM32F100 in QEMU on %s is switched over a real broker',
  needed,
  async (way) => {
    const [{ port }, virtual] = await Promise.all([broker(), module()]);
    const lamp = await built(port);
    const usart =
      way === 'TCP'
        ? ['-serial', `tcp:127.0.0.1:${virtual.port}`]
        : ['-chardev', `serial,id=module,path=${virtual.tty}`, '-serial', 'chardev:module'];
    await play('arm', port, () => lamp(usart));
  },
);

test('the guide shows the end of this traffic', () => {
  const guide = readFileSync(new URL('../../../docs/guides/arm-qemu.md', import.meta.url), 'utf8');
  const all = traffic('arm', 1883, 1);
  const shown = all.slice(all.indexOf('> AT+MQTTCONN'));
  expect(guide).toContain(`\n${shown.join('\n')}\n\`\`\``);
});

test('it stops when one byte changes', needed, async () => {
  const [{ port }, virtual] = await Promise.all([broker(), module()]);
  const lamp = await built(port);
  const tampered = await tamperedTcp(virtual.port, { after: '2,on\r\n\r\nOK\r\n\r\n', instead: '<' });
  expect(await complaint('arm', port, () => lamp(['-serial', `tcp:127.0.0.1:${tampered}`]))).toBe(
    'expected \\r\\nOK\\r\\n\\r\\n> got \\r\\nOK\\r\\n\\r\\n<',
  );
});
