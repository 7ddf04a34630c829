import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { dialHost, openHost } from '../support/hosts.ts';
import { needs } from '../support/needs.ts';
import { folder, logged, readyFile, start, until } from './program.ts';
import { type GuideSection, readGuide } from './support/page-session.ts';
import { runLine, startLine } from './support/shell.ts';

/** The broker's port in the guides; a test takes a free one. */
const PORT = '1883';
const CHINESE = { ATMQTT_LANG: 'zh' };

/** The language of a page, for the program. */
function languageOf(page: string): Record<string, string> {
  return page.includes('zh-CN') ? CHINESE : { ATMQTT_LANG: 'en' };
}

interface Ready {
  readonly modules: readonly { readonly ports: readonly { readonly port: number }[] }[];
  readonly broker: { readonly url: string };
  readonly web: { readonly url: string };
}

/** Arguments of a guide's line, with what stands for things of this machine in their place. */
function argumentsOf(
  guide: readonly GuideSection[],
  begins: string,
  places: Readonly<Record<string, string>>,
) {
  const line = guide.flatMap(({ shell }) => shell).find(({ command }) => command.startsWith(begins));
  if (line === undefined) throw new Error(`the guide has no line ${begins}…`);
  const put = (text: string): string =>
    Object.entries(places).reduce((result, [name, place]) => result.replaceAll(name, place), text);
  return put(line.command).split(' ').slice(1);
}

test.each(['README.md', 'README.zh-CN.md', 'docs/guides/first-session.md', 'docs/zh-CN/first-session.md'])(
  'the session of %s goes as written, over the serial line',
  needs('Unix'),
  async (page) => {
    const guide = readGuide(page);
    const here = folder();
    const [tty, file] = [join(here, 'tty'), join(here, 'ready.json')];
    const ports = ['--port', `pty:${tty}`, '--port', 'tcp-listen:127.0.0.1:0'];
    const args = [...startArguments().map((each) => each.replace(`:${PORT}`, ':0')), ...ports];
    const program = start([...args, '--ready-file', file], { env: languageOf(page) });
    const ready = (await readyFile(file)) as unknown as Ready;
    const [broker, tcp] = [new URL(ready.broker.url).port, ready.modules[0]?.ports[1]?.port];
    const announcement = guide
      .map((section) => section.announcement)
      .join('')
      .replace(/\S+ → \S+/, `${tty} → ${readlinkSync(tty)}`)
      .replace(':3333', `:${tcp}`)
      .replace(PORT, broker)
      .replace(/http:\S+/, ready.web.url);
    expect(announcement).not.toBe('');
    await until('announcement', () => (program.stdout() === announcement ? true : undefined));

    const put = (text: string): string => text.replaceAll(PORT, broker);
    const host = await openHost(tty);
    const exchanges = guide.flatMap((section) => section.exchanges);
    expect(exchanges.length).toBeGreaterThan(6);
    for (const { send, answer } of exchanges) await host.exchange(put(send), put(answer));
    const log = guide.flatMap((section) => section.log);
    expect(log).toHaveLength(1);
    for (const line of log) await logged(program, `${put(line)}\n`);

    for (const { command, prints } of guide.flatMap(({ shell }) => shell)) {
      if (!command.startsWith('atmqtt ')) continue;
      expect(runLine(command, languageOf(page))).toMatchObject({ stdout: prints, stderr: '', status: 0 });
    }
  },
);

/** What `npm start` gives the program. */
function startArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
  return (
    scripts.start
      .split('tools/start.js ')[1]
      ?.split(' ')
      .map((each) => (each === '--web' ? '--web=0' : each)) ?? []
  );
}

test.each(['docs/guides/real-board.md', 'docs/zh-CN/real-board.md'])(
  '%s goes as written, over a wire of pseudo-terminals',
  needs('socat'),
  async (page) => {
    const guide = readGuide(page);
    const here = folder();
    const [board, usb, file] = [join(here, 'board'), join(here, 'usb'), join(here, 'ready.json')];
    const wire = spawn('socat', argumentsOf(guide, 'socat ', { '/tmp/board': board, '/tmp/usb': usb }));
    onTestFinished(() => void wire.kill());
    await until('wire', () => (existsSync(board) && existsSync(usb) ? true : undefined));

    const host = await openHost(board);
    const places = { '/dev/ttyUSB0': usb, [`:${PORT}`]: ':0' };
    const args = [...argumentsOf(guide, 'atmqtt run', places), '--ready-file', file];
    const program = start(args, { env: languageOf(page) });
    const ready = (await readyFile(file)) as unknown as Ready;
    const broker = new URL(ready.broker.url).port;
    const put = (text: string): string => text.replaceAll('/dev/ttyUSB0', usb).replaceAll(PORT, broker);
    const announcement = put(guide.map((section) => section.announcement).join(''));
    expect(announcement).not.toBe('');
    await until('announcement', () => (program.stdout() === announcement ? true : undefined));

    await host.expect('WIFI GOT IP\r\n');
    const exchanges = guide.flatMap((section) => section.exchanges);
    expect(exchanges.length).toBeGreaterThan(6);
    for (const { send, answer } of exchanges) await host.exchange(put(send), put(answer));

    const log = guide.flatMap((section) => section.log);
    expect(log).toHaveLength(1);
    host.send('AT\n');
    for (const line of log) await logged(program, `${put(line)}\n`);
  },
);

test.each(['docs/guides/time-limits.md', 'docs/zh-CN/time-limits.md'])(
  'the log goes as %s shows it, of a host that went on and of one that was left without an answer',
  async (page) => {
    const log = readGuide(page).flatMap((section) => section.log.flatMap((lines) => lines.split('\n')));
    expect(log).toHaveLength(2);
    const file = join(folder(), 'ready.json');
    const waits = ['latency=wifi', 'latency.join=0', 'latency.broker=2000'].flatMap((each) => [
      '--set',
      each,
    ]);
    const args = ['run', '--port', 'tcp-listen:127.0.0.1:0', '--broker', '127.0.0.1:0', ...waits];
    const program = start([...args, '--ready-file', file], { env: languageOf(page) });
    const ready = (await readyFile(file)) as unknown as Ready;
    const host = await dialHost(ready.modules[0]?.ports[0]?.port);
    await host.command('AT+MQTTUSERCFG=0,1,"c","","",0,0,""');
    await host.command(`AT+MQTTCONN=0,"127.0.0.1",${new URL(ready.broker.url).port},0`);
    // How long it took depends on the draw and on the machine.
    const timeless = (text: string): string => text.replace(/\d+ (ms|毫秒)/g, 'N $1');
    /** A host whose limit is too short. */
    const subscribes = async (): Promise<void> => {
      host.send('AT+MQTTSUB=0,"t",1\r\n');
      await host.expect('AT+MQTTSUB=0,"t",1\r\n');
      await expect(host.expect('OK', { timeout: 500 })).rejects.toThrow();
    };
    await subscribes();
    host.send('AT\r\n');
    await logged(program, `${timeless(log[0] ?? '')}\n`, timeless);

    await host.expect('\r\nOK\r\n');
    await subscribes();
    host.stream.destroy();
    // Whoever comes after it is met after its end was seen.
    const next = await dialHost(ready.modules[0]?.ports[0]?.port);
    next.send('AT\r\n');
    await next.expect('busy p...');
    program.child.kill('SIGTERM');
    await logged(program, `${timeless(log[1] ?? '')}\n`, timeless);
  },
);

const STAND_IN = 'node examples/cloud-brokers/stand-in.js';

describe.each(['docs/guides/cloud-brokers.md', 'docs/zh-CN/cloud-brokers.md'])(
  '%s',
  needs('Unix'),
  (page) => {
    const guide = readGuide(page);
    const standIn = ({ shell }: GuideSection) =>
      shell.find(({ command }) => command.startsWith(STAND_IN))?.command;
    const clouds = guide.flatMap((section): [string, GuideSection][] => {
      const line = standIn(section);
      return line === undefined ? [] : [[line.split(' ')[2] ?? '', section]];
    });
    const [network] = guide.filter(
      (section) => section.exchanges.length > 0 && standIn(section) === undefined,
    );

    test('has four clouds', () => {
      expect(clouds.map(([name]) => name)).toEqual(['aliyun', 'onenet', 'tencent', 'huawei']);
    });

    test.each(clouds)('what shells print for %s is what they print', (_name, { shell }) => {
      const printing = shell.filter(({ prints }) => prints !== undefined);
      expect(printing.length).toBeGreaterThan(0);
      for (const { command, prints } of printing) {
        expect(runLine(command, languageOf(page))).toMatchObject({ stdout: prints, stderr: '', status: 0 });
      }
    });

    test.each(clouds)('the session with %s goes as written', async (name, section) => {
      const cloud = startLine(`${standIn(section)} 0`);
      const port = await until(
        'stand-in',
        () => /^\w+ stands at 127\.0\.0\.1:(\d+)\n/.exec(cloud.stdout())?.[1],
      );
      const put = (text: string): string => text.replaceAll(PORT, port);
      const file = join(folder(), 'ready.json');
      const args = ['run', '--port', 'tcp-listen:127.0.0.1:0', '--ready-file', file];
      const program = start(args, { env: languageOf(page) });
      const ready = (await readyFile(file)) as unknown as Ready;
      const host = await dialHost(ready.modules[0]?.ports[0]?.port);
      // What the module said at power-on may have been before or after the host came.
      host.send('AT\r\n');
      await host.expect('AT\r\n\r\nOK\r\n');
      const exchanges = [...(network?.exchanges ?? []), ...section.exchanges];
      expect(exchanges.length).toBeGreaterThan(6);
      for (const { send, answer } of exchanges) await host.exchange(put(send), put(answer));
      for (const line of section.log) await logged(program, `${put(line)}\n`);
      expect(cloud.stdout(), name).not.toMatch(/^(closed|not subscribed)/m);
    });
  },
);
