import { expect, test } from 'vitest';
import { textLog } from '#messages/log';
import type { Datagrams } from '#systemd/datagrams';
import { ServiceManager } from '#systemd/service-manager';
import { ManualClock } from '#testing/manual-clock';

/** A service manager that keeps what it is told, in an environment. */
function managed(environment: Record<string, string | undefined>, fails?: Error) {
  const clock = new ManualClock();
  const [said, logged]: [string[], string[]] = [[], []];
  const open = (): Datagrams => ({
    send(text, path, sent) {
      said.push(`${path} ${text}`);
      sent(fails);
    },
    close: () => said.push('closed'),
  });
  const log = textLog((level, _namespace, text) => logged.push(`${level} ${text}`));
  const manager = ServiceManager.of({ environment, timers: clock, log, open });
  return { manager, clock, said, logged };
}

test('what it is told, and the status only when it has changed', () => {
  const { manager, said } = managed({ NOTIFY_SOCKET: '/run/n' });
  manager?.status('one\ntwo');
  manager?.status('one two');
  manager?.extend(30_000.2);
  manager?.ready();
  manager?.reloading();
  manager?.stopping();
  expect(said.splice(3, 1)).toEqual([expect.stringMatching(/^\/run\/n RELOADING=1\nMONOTONIC_USEC=\d{6,}$/)]);
  expect(said).toEqual([
    '/run/n STATUS=one two',
    '/run/n EXTEND_TIMEOUT_USEC=30001000',
    '/run/n READY=1',
    '/run/n STOPPING=1',
  ]);
});

test('it is told twice within the time of the watchdog that the event loop is alive', () => {
  const { manager, clock, said } = managed({ NOTIFY_SOCKET: '/run/n', WATCHDOG_USEC: '10000000' });
  expect(said.splice(0)).toEqual(['/run/n WATCHDOG=1']);
  clock.advance(4999);
  expect(said).toEqual([]);
  clock.advance(1);
  clock.advance(5000);
  expect(said.splice(0)).toEqual(['/run/n WATCHDOG=1', '/run/n WATCHDOG=1']);
  manager?.close();
  clock.advance(60_000);
  expect(said).toEqual(['closed']);
});

test.each([
  ['another process is watched', { WATCHDOG_USEC: '10000000', WATCHDOG_PID: '1' }],
  ['the time is none', { WATCHDOG_USEC: 'soon' }],
  ['the time is 0', { WATCHDOG_USEC: '0' }],
])('no beats when %s', (_, environment) => {
  const { clock, said } = managed({ NOTIFY_SOCKET: '/run/n', ...environment });
  clock.advance(60_000);
  expect(said).toEqual([]);
});

test('programs that this one starts hear nothing of the service manager', () => {
  const environment = { NOTIFY_SOCKET: '/run/n', WATCHDOG_USEC: '1000000', WATCHDOG_PID: '1', PATH: '/bin' };
  managed(environment);
  expect(environment).toEqual({ PATH: '/bin' });
});

test('an abstract address cannot be reached, which is told', () => {
  const { manager, logged } = managed({ NOTIFY_SOCKET: '@/org/notify' });
  expect(manager).toBeUndefined();
  expect(logged).toEqual([expect.stringMatching(/^warn .*NOTIFY_SOCKET is @\/org\/notify.*Type=exec/)]);
});

test('a package that cannot be loaded is told, and the program goes on', () => {
  const logged: string[] = [];
  const manager = ServiceManager.of({
    environment: { NOTIFY_SOCKET: '/run/n' },
    timers: new ManualClock(),
    log: textLog((level, _namespace, text) => logged.push(`${level} ${text}`)),
    open: () => {
      throw new Error("Cannot find module 'node-unix-socket'");
    },
  });
  expect(manager).toBeUndefined();
  expect(logged).toEqual([expect.stringMatching(/^warn .*node-unix-socket cannot be loaded .*Type=exec/)]);
});

test('a service manager that has gone is told of once', () => {
  const { manager, logged } = managed({ NOTIFY_SOCKET: '/run/n' }, new Error('Connection refused'));
  manager?.ready();
  manager?.stopping();
  expect(logged).toEqual([expect.stringMatching(/^warn .*\/run\/n: Connection refused$/)]);
});
