import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { message } from '#messages/message';
import { isPortError, parsePortSpec, portKinds } from '#ports/index';
import { failure } from '../support/helpers.ts';

describe('a specification that is understood', () => {
  test.each([
    ['pty', 'pty', false],
    ['pty:/tmp/esp', 'pty', false],
    ['stdio', 'stdio', false],
    ['tcp-listen:3333', 'tcp', false],
    ['tcp-listen::3333', 'tcp', false],
    ['tcp-listen:0,fork', 'tcp', true],
    ['tcp-listen:localhost:3333', 'tcp', false],
    ['tcp-listen:0.0.0.0:3333,fork', 'tcp', true],
    ['tcp-listen:[::1]:3333', 'tcp', false],
    ['tcp:localhost:3333', 'tcp', false],
    ['tcp:[::1]:3333', 'tcp', false],
    ['tcp:my_esp-1.example.:3333', 'tcp', false],
    ['unix-listen:esp.sock', 'unix', false],
    ['unix-listen:/tmp/esp.sock,fork', 'unix', true],
    ['unix:/tmp/esp:1.sock', 'unix', false],
    ['ws-listen:8080', 'ws', false],
    ['ws-listen:[::1]:8080/esp/one', 'ws', false],
    ['ws-listen:localhost:8080/esp,fork', 'ws', true],
    ['serial:/dev/ttyUSB0', 'serial', false],
    ['serial:COM3,9600', 'serial', false],
    ['serial:/dev/serial/by-id/usb-1a86:7523,rtscts', 'serial', false],
    ['serial:/dev/ttyACM0,921600,rtscts', 'serial', false],
    ['rfc2217-listen:2217', 'rfc2217', false],
    ['rfc2217-listen:[::1]:0', 'rfc2217', false],
    ['rfc2217:ser2net.example:2217', 'rfc2217', false],
    ['exec:python3 host.py --port=a:b,c', 'exec', false],
  ])('%s', (spec, kind, fork) => {
    expect(parsePortSpec(spec)).toMatchObject({ kind, fork });
  });
});

const usages = portKinds.map(({ usage }) => usage).join(', ');

/** How each kind's complaints end. */
const ENDINGS: Readonly<Record<string, string>> = {
  'tcp-listen': 'tcp-listen:[HOST:]PORT[,fork], as in tcp-listen:3333',
  tcp: 'tcp:HOST:PORT, as in tcp:127.0.0.1:3333',
  'unix-listen': 'unix-listen:PATH[,fork], as in unix-listen:/tmp/esp.sock',
  unix: 'unix:PATH, as in unix:/tmp/esp.sock',
  'ws-listen': 'ws-listen:[HOST:]PORT[/PATH][,fork], as in ws-listen:8080/esp',
  serial: 'serial:DEVICE[,BAUD][,rtscts], as in serial:/dev/ttyUSB0',
  'rfc2217-listen': 'rfc2217-listen:[HOST:]PORT, as in rfc2217-listen:2217',
  rfc2217: 'rfc2217:HOST:PORT, as in rfc2217:192.168.1.20:2217',
  exec: 'exec:COMMAND, as in "exec:python3 host.py"',
  pty: 'pty or pty:LINK',
  stdio: 'stdio alone',
};

/** Bytes that a socket's path may have. */
const LONGEST = process.platform === 'linux' ? 107 : 103;
const LONG = `/${'x'.repeat(120)}`;

describe('a malformed one is refused in one sentence', () => {
  test.each([
    ['pty:', 'has no path after the colon'],
    ['stdio:1', 'takes nothing'],
    ['tcp-listen', 'has no port number'],
    ['tcp-listen:', 'has no port number'],
    ['tcp-listen:esp', 'has no port number'],
    ['tcp-listen:-1', 'has no port number'],
    ['tcp-listen:65536', 'has a port above 65535'],
    ['tcp-listen:::1:3333', 'needs brackets around its IPv6 address'],
    ['tcp-listen:[::1', 'has no port number'],
    ['tcp-listen:[nine]:1', 'has the host "nine", which is neither a host name nor an IP address'],
    ['tcp-listen:a b:1', 'has the host "a b", which is neither a host name nor an IP address'],
    ['tcp-listen:1,spoon', 'has the option "spoon", which does not exist'],
    ['tcp-listen:1,', 'has the option "", which does not exist'],
    ['tcp', 'has no port number'],
    ['tcp:localhost', 'has no port number'],
    ['tcp:3333', 'has no host'],
    ['tcp::3333', 'has no host'],
    ['tcp:localhost:0', 'has port 0, to which nothing can connect'],
    ['tcp:localhost:70000', 'has a port above 65535'],
    ['tcp:::1:3333', 'needs brackets around its IPv6 address'],
    ['tcp:a/b:3333', 'has the host "a/b", which is neither a host name nor an IP address'],
    ['tcp:256.0.0.1:3333', 'has the host "256.0.0.1", which is neither a host name nor an IP address'],
    ['tcp:127.1:3333', 'has the host "127.1", which is neither a host name nor an IP address'],
    ['tcp:a..b:3333', 'has the host "a..b", which is neither a host name nor an IP address'],
    ['tcp:-a:3333', 'has the host "-a", which is neither a host name nor an IP address'],
    ['tcp:a-:3333', 'has the host "a-", which is neither a host name nor an IP address'],
    [
      `tcp:${'a'.repeat(64)}:3333`,
      `has the host "${'a'.repeat(64)}", which is neither a host name nor an IP address`,
    ],
    [
      `tcp:${'a.'.repeat(127)}:3333`,
      `has the host "${'a.'.repeat(127)}", which is neither a host name nor an IP address`,
    ],
    ['tcp:localhost:3333,fork', 'has the option "fork", which does not exist'],
    ['rfc2217-listen:2217,fork', 'has the option "fork", which does not exist'],
    ['unix-listen', 'has no path'],
    ['unix-listen:', 'has no path'],
    ['unix-listen:,fork', 'has no path'],
    ['unix-listen:/tmp/esp,fold', 'has the option "fold", which does not exist'],
    ['unix-listen:/tmp/e\0sp', 'has a path with a zero byte'],
    ['unix:', 'has no path'],
    [`unix:${LONG}`, `has a path of 121 bytes; the path of a socket may have ${LONGEST}`],
    [`unix-listen:${LONG}`, `has a path of 121 bytes; the path of a socket may have ${LONGEST}`],
    ['ws-listen', 'has no port number'],
    ['ws-listen:/esp', 'has no port number'],
    ['ws-listen:8080/a b', 'has the path "/a b", which no URL can have'],
    ['ws-listen:8080/esp?x', 'has the path "/esp?x", which no URL can have'],
    ['ws-listen:8080,fold', 'has the option "fold", which does not exist'],
    ['ws-listen:99999', 'has a port above 65535'],
    ['serial', 'has no device'],
    ['serial:,9600', 'has no device'],
    ['serial:/dev/ttyUSB0,', 'has the speed "", which is not a number'],
    ['serial:/dev/ttyUSB0,fast', 'has the speed "fast", which is not a number'],
    ['serial:/dev/ttyUSB0,50', 'has a speed of 50 baud; 80 to 5000000 are possible'],
    ['serial:/dev/ttyUSB0,9600,8N1', 'has the option "8N1", which does not exist'],
    ['serial:/dev/ttyUSB0,9600,rtscts,8N1', 'has the option "8N1", which does not exist'],
    ['serial:/dev/ttyUSB0,rtscts,8N1', 'has the option "8N1", which does not exist'],
    ['serial:/dev/ttyUSB0,rtscts,9600', 'has the option "9600", which does not exist'],
    ['rfc2217-listen', 'has no port number'],
    ['rfc2217-listen:70000', 'has a port above 65535'],
    ['rfc2217:2217', 'has no host'],
    ['rfc2217:host:0', 'has port 0, to which nothing can connect'],
    ['rfc2217:::1:2217', 'needs brackets around its IPv6 address'],
    ['exec', 'has no command'],
    ['exec:', 'has no command'],
    ['exec:  ', 'has no command'],
    ['exec:a\0b', 'has a zero byte in its command'],
  ])('%j', async (spec, what) => {
    const error = await failure(() => parsePortSpec(spec));
    expect(isPortError(error) && error.code).toBe('MALFORMED');
    expect(error.message).toBe(`"${spec}" ${what}; write ${ENDINGS[spec.split(':')[0] ?? '']}`);
  });

  test.each(['', 'memory', 'ttyS0', 'TCP:1:1'])('%j is no kind', async (spec) => {
    const error = await failure(() => parsePortSpec(spec));
    expect(isPortError(error) && error.code).toBe('MALFORMED');
    expect(error.message).toBe(`"${spec}" is no kind of port; write one of ${usages}`);
  });
});

test('a pty link is taken from the working directory', async () => {
  const error = await failure(() => parsePortSpec('pty:no/such/folder/esp').open({ host() {}, notice() {} }));
  expect(error.message).toBe(
    `${resolve('no/such/folder/esp')} cannot be created, because its folder does not exist; create it or choose another path`,
  );
});

test.each([
  ['tcp:3333', message('ports.noHost')],
  ['unix:', message('ports.noPath')],
  ['serial', message('ports.noDevice')],
  ['exec:', message('ports.noCommand')],
])('%s: what is missing', async (spec, problem) => {
  expect(await failure(() => parsePortSpec(spec))).toMatchObject({
    code: 'MALFORMED',
    reason: { key: 'ports.malformed', params: { spec, problem } },
  });
});
