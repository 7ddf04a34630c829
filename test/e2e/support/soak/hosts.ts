import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { openSerialPort } from '../../../support/serial-port.ts';
import type { ModulePlan, SoakedProgram } from './program.ts';
import { Guest, type Soak } from './soak.ts';

const SOON_MS = 100;
/** What a module has told is heard within so many milliseconds. */
const TOLD_MS = 10_000;
/** After this time a terminal that was closed is known to be, and whoever opens it is another one, on a busy machine too. */
const LEFT_MS = 500;

/** The modules of a program, and what plays on each of them until the soak stops. */
export interface Part {
  readonly plan: ModulePlan;
  /** Where its last host attaches. */
  readonly kind: 'tcp' | 'pty';
  readonly play: (soak: Soak, program: SoakedProgram) => Promise<unknown>;
}

/** @param folder for the links of terminals */
export function partsOf(program: string, folder: string): Part[] {
  const named = (name: string): string => `${program}-${name}`;
  const settings = { reconnectIntervalMs: 200 };
  const link = (name: string): string => `pty:${folder}/${named(name)}.tty`;
  return [
    {
      plan: {
        name: named('desk'),
        ports: ['tcp-listen:0', link('desk')],
        settings: { ...settings, hostBufferBytes: 8192 },
      },
      kind: 'tcp',
      play: (soak, running) => {
        const module = named('desk');
        const all = [resident, visitors, unreadOnTcp, unreadOnTerminal];
        return Promise.all(all.map((each) => again(soak, () => each(soak, running, module))));
      },
    },
    {
      plan: {
        name: named('hangup'),
        ports: ['tcp-listen:0,resetOn=hangup', `${link('hangup')},resetOn=hangup`],
        settings,
      },
      kind: 'tcp',
      play: (soak, running) => again(soak, () => shortLife(soak, running, named('hangup'), ['tcp', 'pty'])),
    },
    {
      plan: { name: named('open'), ports: ['tcp-listen:0,resetOn=open'], settings },
      kind: 'tcp',
      play: (soak, running) => again(soak, () => shortLife(soak, running, named('open'), ['tcp'])),
    },
    {
      plan: {
        name: named('sleeper'),
        ports: [link('sleeper')],
        // More than a broker sends to somebody who acknowledges nothing, so that who reads loses nothing.
        settings: { ...settings, hostBufferBytes: 65_536 },
      },
      kind: 'pty',
      play: (soak, running) => {
        const sleeper = new Sleeper(soak, running, named('sleeper'));
        return again(soak, () => sleeper.live().then(() => pause(LEFT_MS)));
      },
    },
  ];
}

async function again(soak: Soak, live: () => Promise<void>): Promise<void> {
  while (!soak.stopping) {
    await live();
    await soak.pause(20, SOON_MS);
  }
}

/** Has the module to itself as far as MQTT goes, and reads everything, whoever sits beside it. */
async function resident(soak: Soak, program: SoakedProgram, module: string): Promise<void> {
  const guest = await Guest.enter(soak, program, module, { kind: 'tcp', counted: true });
  if (guest === undefined) return pause(SOON_MS);
  const { stream } = guest.host;
  const name = 'localPort' in stream ? `tcp 127.0.0.1:${stream.localPort}` : '';
  soak.readers.add(name);
  if (await guest.configure()) await guest.work(soak.between(5_000, 30_000));
  if (guest.host.gone) guest.wasLeft();
  else await guest.leaveInOrder();
  soak.readers.delete(name);
}

/** Comes, has something to say, and goes, now and then in the middle of a line. */
async function visitors(soak: Soak, program: SoakedProgram, module: string): Promise<void> {
  const guest = await Guest.enter(soak, program, module, { kind: 'tcp', counted: false });
  if (guest === undefined) return pause(SOON_MS);
  for (let times = soak.between(0, 4); times > 0 && !guest.host.gone; times--) await guest.publish();
  if (guest.host.gone) guest.wasLeft();
  else if (soak.random.next() < 0.5) await guest.dieInLine();
  else await guest.leave();
  await soak.pause(0, 2_000);
}

/** Only writes, on TCP. */
async function unreadOnTcp(soak: Soak, program: SoakedProgram, module: string): Promise<void> {
  const port = program.ports(module).find(({ kind }) => kind === 'tcp')?.port;
  if (port === undefined) return pause(SOON_MS);
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  socket.pause();
  await once(socket, 'connect').catch(() => {});
  for (let times = soak.between(10, 100); times > 0 && !soak.stopping && socket.writable; times--) {
    socket.write(blind(soak, module));
    await soak.pause(50, 150);
  }
  socket.destroy();
}

/** Only writes, on a terminal. */
async function unreadOnTerminal(soak: Soak, program: SoakedProgram, module: string): Promise<void> {
  const link = program.ports(module).find(({ kind }) => kind === 'pty')?.link;
  const serial = link === undefined ? undefined : await openSerialPort(link).catch(() => undefined);
  if (serial === undefined) return pause(SOON_MS);
  serial.on('error', () => {});
  serial.pause();
  for (let times = soak.between(50, 200); times > 0 && !soak.stopping && serial.isOpen; times--) {
    serial.write(blind(soak, module));
    await soak.pause(50, 150);
  }
  if (serial.isOpen) await new Promise((resolve) => serial.close(resolve));
}

function blind(soak: Soak, module: string): string {
  soak.parts.ledger.blind(module);
  return `AT+MQTTPUB=0,"blind/${module}","",0,0\r\n`;
}

/** Comes, works and goes in one of many ways, each of which resets the module, now or when the next one comes. */
async function shortLife(
  soak: Soak,
  program: SoakedProgram,
  module: string,
  kinds: readonly ('tcp' | 'pty')[],
): Promise<void> {
  const kind = kinds[soak.between(0, kinds.length)] ?? 'tcp';
  const guest = await Guest.enter(soak, program, module, { kind, counted: true });
  if (guest === undefined) return pause(SOON_MS);
  if (await guest.configure()) await guest.work(soak.between(200, 4_000));
  if (guest.host.gone) return guest.wasLeft();
  const ways = [
    () => guest.leaveInOrder(),
    () => guest.leave(),
    () => guest.dieInLine(),
    () => guest.dieInData(),
    // In the middle of a publish.
    () => Promise.all([guest.publish(), pause(soak.between(0, 5)).then(() => guest.leave())]),
  ];
  await ways[soak.between(0, ways.length)]?.();
  if (kind === 'pty') await pause(LEFT_MS);
}

/** Reads, and does not, on a terminal, where that costs it what its queue does not hold. */
class Sleeper {
  readonly #soak: Soak;
  readonly #program: SoakedProgram;
  readonly #module: string;
  /** The link was closed by the last host, so that nothing was written before this one came. */
  #isClosed = true;

  constructor(soak: Soak, program: SoakedProgram, module: string) {
    this.#soak = soak;
    this.#program = program;
    this.#module = module;
  }

  async live(): Promise<void> {
    const soak = this.#soak;
    const guest = await Guest.enter(soak, this.#program, this.#module, { kind: 'pty', counted: true });
    if (guest === undefined) return pause(SOON_MS);
    const told = soak.told(this.#module);
    Object.assign(told, { lostItems: 0, otherItems: 0, cleaned: false });
    const before = soak.parts.ledger.counts(this.#module);
    const isCounted = this.#isClosed;
    this.#isClosed = false;
    if (await guest.configure()) await guest.work(soak.between(500, 2_000));
    guest.sleeps();
    soak.asleep.add(this.#module);
    guest.host.stream.pause();
    const diesAsleep = soak.random.next() < 0.25;
    for (let times = soak.between(10, 30); times > 0 && !soak.stopping; times--) {
      guest.host.blurt(blind(soak, this.#module));
      await soak.pause(50, 150);
    }
    soak.asleep.delete(this.#module);
    if (diesAsleep && !guest.host.gone) return guest.leave();
    guest.host.stream.resume();
    await guest.host.answers();
    if (guest.host.gone) return guest.wasLeft();
    told.cleaned = false;
    this.#isClosed = await guest.leaveInOrder();
    if (this.#isClosed && isCounted && this.#program.isTold) await this.#reconcile(before);
  }

  /** What was written and not read are as many messages as the program says that the host has lost. */
  async #reconcile(before: { readonly written: number; readonly read: number }): Promise<void> {
    const { ledger } = this.#soak.parts;
    const told = this.#soak.told(this.#module);
    const missing = (): number => {
      const { written, read } = ledger.counts(this.#module);
      return written - before.written - (read - before.read);
    };
    const deadline = Date.now() + TOLD_MS;
    while ((!told.cleaned || told.lostItems < missing()) && Date.now() < deadline) await pause(SOON_MS);
    const missed = missing();
    if (missed < 0 || told.lostItems < missed || told.lostItems > missed + told.otherItems) {
      ledger.fault(
        `${this.#module}: ${missed} messages were not read, and the program counts ${told.lostItems}`,
      );
    }
    ledger.dropped(missed);
  }
}
