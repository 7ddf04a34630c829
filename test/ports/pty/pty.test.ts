import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  createReadStream,
  createWriteStream,
  openSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { ReadStream } from 'node:tty';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Message, message } from '#messages/message';
import type { PortInfo } from '#ports/index';
import { PtyDevice } from '#ports/pty/pty-device';
import { PtyHost } from '#ports/pty/pty-host';
import { openRawPty } from '#ports/pty/pty-native';
import { ManualClock } from '#testing/manual-clock';
import { needs } from '../../support/needs.ts';
import { pretendPlatform } from '../../support/platform.ts';
import { programPath } from '../../support/programs.ts';
import {
  closeSerial,
  eventually,
  failure,
  happens,
  openPort,
  openSerial,
  read,
  tempFolder,
  within,
  write,
} from '../support/helpers.ts';

const HOST_SIDE = constants.O_RDWR | constants.O_NOCTTY;
const SPECIAL = Buffer.from([
  0x00, 0x03, 0x04, 0x0a, 0x0d, 0x0d, 0x0a, 0x11, 0x13, 0x16, 0x1a, 0x1c, 0x7f, 0xff,
]);

async function open() {
  const { port, events } = await openPort('pty');
  return { port, events, path: pathOf(port.info), module: await events.next() };
}

function pathOf(info: PortInfo): string {
  if (info.kind !== 'pty') throw new Error('not a pty');
  return info.path;
}

/** Runs a shell line with the terminal as `$1`; what it prints. */
function shell(line: string, path: string): Promise<Buffer> {
  return within(
    'shell',
    new Promise((resolve, reject) => {
      execFile('sh', ['-c', line, 'sh', path], { encoding: 'buffer' }, (error, stdout) =>
        error ? reject(error) : resolve(stdout),
      );
    }),
  );
}

/** Answers every command line with OK. */
function answer(module: Duplex): void {
  module.on('data', (chunk: Buffer) => {
    for (const byte of chunk) if (byte === 0x0a) module.write('OK\r\n');
  });
}

describe('a pty', needs('Unix'), () => {
  test('is one host, which is there from the start', async () => {
    const { port, events, path } = await open();
    expect(port.info).toEqual({ kind: 'pty', path });
    expect(events.names).toEqual([`pty ${path}`]);
  });

  test('is raw for a host that sets nothing', async () => {
    const { path, module } = await open();
    const octal = [...SPECIAL].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
    const command = read(module, SPECIAL.length);
    const host = shell(`exec 3<>"$1"; printf '${octal}' >&3; head -c ${SPECIAL.length} <&3`, path);
    expect(await command).toEqual(SPECIAL);
    await write(module, SPECIAL);
    expect(await host).toEqual(SPECIAL);
  });

  test('stays raw after hosts have come and gone', async () => {
    const { path } = await open();
    await shell(':  <>"$1"', path);
    expect(`${await shell('stty -a <"$1"', path)}`).toMatch(/-icanon.* -echo /s);
  });

  test('hears a host that writes and closes at once', async () => {
    const { path, module } = await open();
    for (let round = 0; round < 10; round++) {
      const heard = read(module, 4);
      await shell('printf "AT\\r\\n" >"$1"', path);
      expect(`${await heard}`).toBe('AT\r\n');
    }
  });

  test('answers a host that opens, asks and waits, ten times over', async () => {
    const { path, module } = await open();
    answer(module);
    for (let round = 0; round < 10; round++) {
      const serial = await openSerial(path);
      serial.write('AT\r\n');
      expect(`${await read(serial, 4)}`).toBe('OK\r\n');
      await closeSerial(serial);
    }
  });

  test('still hears a host that was silent for a while', async () => {
    const { path, module } = await open();
    answer(module);
    const serial = await openSerial(path);
    for (let round = 0; round < 3; round++) {
      serial.write('AT\r\n');
      expect(`${await read(serial, 4)}`).toBe('OK\r\n');
      // Longer than the port takes to look whether the host has left.
      expect(await happens(once(serial, 'data'), 350)).toBe(false);
    }
  });

  test('never stalls with nobody attached, and nobody reads later what was said then', async () => {
    const { path, module } = await open();
    await write(module, Buffer.alloc(1 << 20, 'early '));
    const first = await openSerial(path);
    answer(module);
    first.write('AT\r\n');
    expect(`${await read(first, 4)}`).toBe('OK\r\n');
    await closeSerial(first);
    await write(module, Buffer.alloc(1 << 20, 'stale '));
    const second = await openSerial(path);
    second.write('AT\r\n');
    expect(`${await read(second, 4)}`).toBe('OK\r\n');
  });

  test('what a host has left unread is not for the one that comes 100 ms later', async () => {
    const { path, module } = await open();
    answer(module);
    for (let round = 0; round < 5; round++) {
      const idle = await openSerial(path);
      idle.pause();
      const stuck = write(module, Buffer.alloc(1 << 20, 'stale '));
      await closeSerial(idle);
      await new Promise((resolve) => setTimeout(resolve, 100));
      const next = await openSerial(path);
      next.write('AT\r\n');
      expect(`${await read(next, 4)}`).toBe('OK\r\n');
      await stuck;
      await closeSerial(next);
    }
  });

  test('a host that leaves in the middle of a long reply frees the module', async () => {
    const { path, module } = await open();
    module.resume();
    const serial = await openSerial(path);
    const started = once(serial, 'data');
    serial.write('AT\r\n');
    await within('command', once(module, 'data'));
    const reply = write(module, Buffer.alloc(4 << 20));
    await within('start of the reply', started);
    await closeSerial(serial);
    await reply;
  });

  test('a host that only writes cannot stall a module that waits for it to read', async () => {
    const { path, module } = await open();
    module.pause();
    const host = createWriteStream('', { fd: openSync(path, HOST_SIDE) });
    host.on('error', () => {});
    onTestFinished(() => void host.destroy());
    host.write(Buffer.alloc(256 << 10));
    await within('command', once(module, 'readable'));
    await write(module, Buffer.alloc(1 << 20));
  });

  test('two programs that open it share one line: both are heard, and one of them reads the reply', async () => {
    const { path, module } = await open();
    const replies: string[] = [];
    // Without a claim, which Node's serial port library would make.
    const join = () => {
      const descriptor = openSync(path, HOST_SIDE);
      const reader = new ReadStream(descriptor).on('data', (chunk: Buffer) => replies.push(`${chunk}`));
      onTestFinished(() => void reader.destroy());
      return { reader, descriptor };
    };
    const [one, two] = [join(), join()];
    for (const { descriptor } of [one, two]) {
      const heard = read(module, 4);
      writeSync(descriptor, 'AT\r\n');
      expect(`${await heard}`).toBe('AT\r\n');
    }
    await write(module, 'OK\r\n');
    await eventually('reply', () => replies.join('') === 'OK\r\n');
    one.reader.destroy();
    await write(module, '+A\r\n');
    await eventually('reply', () => replies.join('') === 'OK\r\n+A\r\n');
  });

  test('closing it ends a host that waits for bytes', async () => {
    const { port, path, module } = await open();
    const host = createReadStream('', { fd: openSync(path, HOST_SIDE) });
    onTestFinished(() => void host.destroy());
    const heard = once(host, 'data');
    // Dropped until the port has seen that somebody is there.
    const repeat = setInterval(() => module.write('ready'), 20);
    await within('greeting', heard).finally(() => clearInterval(repeat));
    // Which of the two it is depends on what the host was doing at that moment.
    const over = new Promise<void>((resolve) => host.on('end', resolve).on('error', () => resolve()));
    await port.close();
    await within('end', over);
  });

  test('where leaving cannot be seen, output nobody reads is dropped after a while', async () => {
    const timers = new ManualClock();
    const host = new PtyHost({ detectsHangup: false, moved() {}, notice() {}, timers });
    onTestFinished(() => void host.destroy());
    answer(host);
    const dropped = write(host, Buffer.alloc(1 << 20));
    // The terminal says at its own time that it takes no more, and what is waited for then begins only there.
    const advancing = setInterval(() => timers.advance(1_100), 10);
    await dropped.finally(() => clearInterval(advancing));
    await shell('timeout 0.2 cat "$1" >/dev/null; :', host.path);
    const serial = await openSerial(host.path);
    serial.write('AT\r\n');
    expect(`${await read(serial, 4)}`).toBe('OK\r\n');
  });
});

/** Claims the terminal for itself, asks once, says what came, and goes when its input ends. */
const EXCLUSIVE = `
import fcntl, os, sys, termios
fd = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)
fcntl.ioctl(fd, termios.TIOCEXCL)
for _ in range(3):
    os.write(fd, b'AT\\r\\n')
    reply = b''
    while len(reply) < 4: reply += os.read(fd, 4)
print(reply.decode().strip(), flush=True)
sys.stdin.read()
if sys.argv[2] == 'politely': fcntl.ioctl(fd, termios.TIOCNXCL)
`;

/** Root may open a claimed terminal, so that the claim shows only to others. */
function leaveRoot(): void {
  if (process.geteuid?.() !== 0) return;
  closeSync(openRawPty().master);
  process.seteuid?.('nobody');
  onTestFinished(() => void process.seteuid?.(0));
}

describe('a host that claims the terminal for itself', needs('Linux', 'python3'), () => {
  async function claim(
    path: string,
    manner: 'politely' | 'rudely',
  ): Promise<{ said: string; leave(): Promise<void> }> {
    const python = spawn(programPath('python3'), ['-c', EXCLUSIVE, path, manner], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(() => void python.kill());
    const [said] = await within('answer', once(python.stdout, 'data'));
    return {
      said: `${said}`.trim(),
      async leave() {
        const exited = once(python, 'exit');
        python.stdin.end();
        await within('exit', exited);
      },
    };
  }

  test('is answered, and can come back', async () => {
    leaveRoot();
    const { path, module } = await open();
    answer(module);
    for (let round = 0; round < 3; round++) {
      const { said, leave } = await claim(path, 'politely');
      expect(said).toBe('OK');
      await leave();
    }
  });

  test('and is killed leaves the port usable, at another device', async () => {
    leaveRoot();
    const { port, events, path, module } = await open();
    answer(module);
    const first = await claim(path, 'rudely');
    const moved = new Promise<void>((resolve) => {
      const look = setInterval(() => {
        if (events.notices.length === 0) return;
        clearInterval(look);
        resolve();
      }, 10);
    });
    await first.leave();
    await within('replacement', moved);
    const now = pathOf(port.info);
    expect(events.notices).toEqual([`info: pty ${path} was left locked by its last host and is now ${now}`]);
    const second = await claim(now, 'politely');
    expect(second.said).toBe('OK');
    await second.leave();
  });
});

describe('what a pty needs from the machine', () => {
  test('without native support the failure names another kind of port', async () => {
    const error = await failure(() =>
      openRawPty(() => {
        throw new Error('Cannot find module\nand so on');
      }),
    );
    expect(error.message).toBe(
      `pty ports need @lydell/node-pty, which does not load on ${process.platform}-${process.arch}; use tcp-listen: instead`,
    );
  });

  test('a system that gives none says so', async () => {
    const open = (): never => {
      throw new Error('openpty(3) failed.\nat deep');
    };
    expect(await failure(() => openRawPty(() => ({ open })))).toMatchObject({
      code: 'UNAVAILABLE',
      reason: message('ports.ptyUnavailable', {
        why: message('errors.foreign', { text: 'openpty(3) failed.' }),
      }),
    });
  });

  test('Windows has none with a path', async () => {
    pretendPlatform('win32');
    expect(await failure(() => openRawPty())).toMatchObject({
      code: 'UNAVAILABLE',
      reason: message('ports.noPtyPaths'),
    });
  });

  test('what stty says when it fails', needs('Unix'), async () => {
    const stty = join(tempFolder(), 'stty');
    writeFileSync(stty, '#!/bin/sh\necho "stty: no such thing" >&2\nexit 1\n', { mode: 0o700 });
    expect(await failure(() => openRawPty(undefined, stty))).toMatchObject({
      code: 'UNAVAILABLE',
      reason: message('ports.sttyFailed', {
        why: message('errors.foreign', { text: 'stty: no such thing' }),
      }),
    });
  });

  test('one that cannot be replaced is told of, and closed', needs('Unix'), async () => {
    const timers = new ManualClock();
    const told: Message[] = [];
    let opened = 0;
    const host = new PtyHost({
      moved() {},
      notice: (_level, said) => told.push(said),
      timers,
      open(events) {
        if (opened++ > 0) throw new Error('none is left');
        return new PtyDevice(events);
      },
    });
    const { path } = host;
    const closed = once(host, 'close');
    host.reopen();
    timers.advance(100);
    await within('close', closed);
    expect(told).toEqual([
      message('ports.ptyNotReplaced', {
        path,
        why: message('errors.foreign', { text: 'none is left' }),
      }),
    ]);
  });

  test('without stty the failure says what to install', needs('Unix'), async () => {
    const error = await failure(() => openRawPty(undefined, 'no-such-stty'));
    expect(error.message).toBe(
      'pty ports need the program stty (of coreutils); install it or use tcp-listen: instead',
    );
  });
});
