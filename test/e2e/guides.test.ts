import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openHost } from '../support/hosts.ts';
import { needs } from '../support/needs.ts';
import { folder, logged, readyFile, start, until } from './program.ts';
import { readGuide } from './support/page-session.ts';

/** The port of the embedded broker in the guides; a test takes a free one. */
const PORT = '1883';

/** Arguments of a guide's line for this program, with what stands for things of this machine in their place. */
function argumentsOf(commands: readonly string[], begins: string, places: Readonly<Record<string, string>>) {
  const command = commands.find((line) => line.startsWith(begins));
  if (command === undefined) throw new Error(`the guide has no line ${begins}…`);
  const put = (text: string): string =>
    Object.entries(places).reduce((result, [name, place]) => result.replaceAll(name, place), text);
  return put(command).split(' ').slice(1);
}

test.each(['docs/guides/real-board.md', 'docs/zh-CN/real-board.md'])(
  '%s goes as written, over a wire of pseudo-terminals',
  needs('socat'),
  async (page) => {
    const { commands, announcement, exchanges, log } = readGuide(page);
    const here = folder();
    const [board, usb, file] = [join(here, 'board'), join(here, 'usb'), join(here, 'ready.json')];
    const wire = spawn('socat', argumentsOf(commands, 'socat ', { '/tmp/board': board, '/tmp/usb': usb }));
    onTestFinished(() => void wire.kill());
    await until('wire', () => (existsSync(board) && existsSync(usb) ? true : undefined));

    const host = await openHost(board);
    const places = { '/dev/ttyUSB0': usb, [`:${PORT}`]: ':0' };
    const program = start([...argumentsOf(commands, 'atmqtt run', places), '--ready-file', file]);
    const ready = (await readyFile(file)) as { broker: { url: string } };
    const broker = new URL(ready.broker.url).port;
    const put = (text: string): string => text.replaceAll('/dev/ttyUSB0', usb).replaceAll(PORT, broker);
    expect(announcement).not.toBe('');
    await until('announcement', () => (program.stdout() === put(announcement) ? true : undefined));

    await host.expect('WIFI GOT IP\r\n');
    expect(exchanges.length).toBeGreaterThan(6);
    for (const { send, answer } of exchanges) await host.exchange(put(send), put(answer));

    expect(log).toHaveLength(1);
    host.send('AT\n');
    for (const line of log) await logged(program, `${put(line)}\n`);
  },
);
