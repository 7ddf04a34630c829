import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { showStatus } from '#cli/status';
import { isUsageError } from '#errors/usage-error';
import { type Message, message, textOf } from '#messages/message';
import type { LinkStatus, ModuleStatus, Status } from '#metrics/status';

const STARTED = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;

async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What is printed of such a program an hour after its start. */
async function printed(status: Partial<Status>): Promise<string[]> {
  const whole: Status = {
    program: 'atmqtt',
    version: '1.2.3',
    pid: 77,
    startedAt: new Date(STARTED).toISOString(),
    ready: true,
    notReady: [],
    modules: [],
    ...status,
  };
  const lines: string[] = [];
  const where = await serving((_, response) => response.end(JSON.stringify(whole)));
  const print = (line: string): void => void lines.push(line);
  expect(await showStatus(where, {}, { environment: {}, now: STARTED + HOUR_MS, print })).toBe(whole.ready);
  return lines;
}

/** Why it cannot be asked. */
async function refusal(where: string): Promise<Message | undefined> {
  try {
    await showStatus(where, {}, { environment: {}, now: STARTED, print: () => {} });
  } catch (error) {
    if (isUsageError(error)) return error.reason;
    throw error;
  }
  return undefined;
}

const MODULE: ModuleStatus = {
  name: 'm',
  ports: [],
  hosts: 2,
  forks: 0,
  wifi: true,
  links: [],
  certificates: [],
};
const LINK: LinkStatus = { link: 0, state: 0, connects: 0, reconnects: 0, losses: 0 };
const head = (ready: boolean): Message =>
  message('metrics.statusHead', { version: '1.2.3', pid: 77, seconds: 3600, ready });
const told = (said: Message) => ({ ...said, text: 'in the words of the program' });

describe('a program that answers', () => {
  test('is shown with what keeps it from being ready', async () => {
    const why = message('metrics.portAway', { module: 'm', port: 'p', why: message('ports.notConnected') });
    expect(await printed({ ready: false, notReady: [{ what: 'port', why: told(why) }] })).toEqual([
      textOf(head(false)),
      `  ${textOf(why)}`,
    ]);
  });

  test('of another version may say what this one has no words for', async () => {
    const why = told({ key: 'metrics.later', params: {} });
    expect((await printed({ ready: false, notReady: [{ what: 'port', why }] }))[1]).toBe(`  ${why.text}`);
  });

  test('has modules with hosts, forks and Wi-Fi, ports, stored sessions and certificates', async () => {
    const away = message('ports.deviceAway');
    const expiry = (days: number) => ({
      place: 'mqtt_ca/mqtt_ca',
      validTo: new Date(STARTED + HOUR_MS + days * 24 * HOUR_MS).toISOString(),
    });
    const module: ModuleStatus = {
      ...MODULE,
      forks: 3,
      ports: [{ port: 'tcp:1' }, { port: 'serial:2', away: told(away) }],
      sessions: { count: 1, bytes: 50 },
      certificates: [expiry(10), expiry(-2), expiry(31)],
    };
    const runsOut = (days: number): Message =>
      message('app.certificateRunsOut', {
        place: '"mqtt_ca/mqtt_ca"',
        date: STARTED + HOUR_MS + days * 24 * HOUR_MS,
        days,
      });
    expect(await printed({ modules: [module] })).toEqual([
      textOf(head(true)),
      textOf(message('metrics.statusModule', { name: 'm', hosts: 2, forks: 3, wifi: true })),
      ...[
        message('metrics.statusPort', { port: 'tcp:1', away: undefined }),
        message('metrics.statusPort', { port: 'serial:2', away: textOf(away) }),
        message('metrics.statusSessions', { count: 1, bytes: 50 }),
        runsOut(10),
        runsOut(-2),
      ].map((each) => `  ${textOf(each)}`),
    ]);
  });

  const reason = message('link.powerOff');
  const since = new Date(STARTED + HOUR_MS / 2).toISOString();
  test.each<[string, Partial<LinkStatus>, Partial<Parameters<typeof linkLine>[0]>, boolean]>([
    ['that was connected before', { connects: 1, reason: told(reason) }, { kind: 'idle' }, false],
    ['that is configured', { state: 2, reason: told(reason) }, { kind: 'configured' }, true],
    [
      'whose connection is lost',
      { state: 3, target: 'b:1883', since, losses: 2, reason: told(reason) },
      { kind: 'lost', target: 'b:1883', seconds: 1800, losses: 2 },
      true,
    ],
    [
      'that is connected',
      { state: 6, target: 'b:1883', since, reconnects: 4, reason: told(reason) },
      { kind: 'connected', target: 'b:1883', seconds: 1800, reconnects: 4 },
      false,
    ],
  ])('has a link %s', async (_, link, shown, saysWhy) => {
    const lines = await printed({ modules: [{ ...MODULE, links: [LINK, { ...LINK, link: 1, ...link }] }] });
    expect(lines.slice(2)).toEqual([
      `  ${linkLine({ link: 1, ...shown })}`,
      ...(saysWhy ? [`    ${textOf(reason)}`] : []),
    ]);
  });
});

function linkLine(of: {
  link: number;
  kind?: 'idle' | 'configured' | 'connected' | 'lost';
  target?: string;
  seconds?: number;
  reconnects?: number;
  losses?: number;
}): string {
  const rest = { kind: 'idle', target: undefined, seconds: 0, reconnects: 0, losses: 0 } as const;
  return textOf(message('metrics.statusLink', { ...rest, ...of }));
}

describe('what does not answer as one', () => {
  test.each(['ftp://x', 'http://'])('%s is no URL of a program', async (typed) => {
    expect(await refusal(typed)).toEqual(message('metrics.notUrl', { typed }));
  });

  test.each([
    ['a page', 'hello'],
    ['JSON of something else', '{"program":"other"}'],
    ['more than any program has to say', ' '.repeat(17_000_000)],
  ])('%s', async (_, body) => {
    const address = await serving((_request, response) => response.end(body));
    expect(await refusal(`http://${address}/`)).toEqual(
      message('metrics.unreachable', { address, why: message('metrics.notOurs') }),
    );
  });

  test('a server that is silent', async () => {
    const { setTimeout: own } = Socket.prototype;
    const shorter = vi.spyOn(Socket.prototype, 'setTimeout').mockImplementation(function (
      this: Socket,
      ms,
      run,
    ) {
      return own.call(this, ms / 100, run);
    });
    onTestFinished(() => shorter.mockRestore());
    const address = await serving(() => {});
    expect(await refusal(address)).toEqual(
      message('metrics.unreachable', { address, why: message('metrics.noAnswer', { seconds: 5 }) }),
    );
  });

  test('nobody', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const address = `127.0.0.1:${port}`;
    expect(await refusal(address)).toEqual(
      message('metrics.unreachable', {
        address,
        why: message('transport.nobodyListens', { code: 'ECONNREFUSED' }),
      }),
    );
  });
});
