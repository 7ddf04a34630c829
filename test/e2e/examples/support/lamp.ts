import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { Peer, type PeerMessage } from '../../../interop/support/peer.ts';
import { startMosquitto, type TestBroker } from '../../../support/brokers.ts';
import { folder, readyFile, start } from '../../program.ts';
import type { Tool } from './tools.ts';

/** Simulated boards share two processors with other tests. */
const PATIENCE_MS = 15_000;
/** As long as the firmware takes, longer than any queue on its way, and full of what means something elsewhere. */
const ANY_BYTES = Buffer.alloc(64, '\0\r\n+MQTTSUBRECV:0,"\\\r\nOK\r\n>\x7f\xff', 'latin1');
const PAYLOADS = [Buffer.from('on'), ANY_BYTES, Buffer.from('off')];

/** Starts a Mosquitto for the test. */
export async function broker(options: Parameters<typeof startMosquitto>[0] = {}): Promise<TestBroker> {
  const mosquitto = await startMosquitto(options);
  onTestFinished(() => mosquitto.stop());
  return mosquitto;
}

/** Starts the built program for the test, with a module at a tty and at a TCP port. */
export async function module(): Promise<{ tty: string; port: number; end: () => void }> {
  const here = folder();
  const [tty, file] = [join(here, 'tty'), join(here, 'ready.json')];
  const ports = ['--port', `pty:${tty}`, '--port', 'tcp-listen:0'];
  const program = start(['run', ...ports, '--ready-file', file]);
  const ready = (await readyFile(file)) as unknown as { modules: { ports: { port?: number }[] }[] };
  return { tty, port: ready.modules[0]?.ports[1]?.port ?? 0, end: () => void program.child.kill('SIGTERM') };
}

/** Somebody at the broker who hears what the lamp says and can switch it. */
export class Hand {
  readonly #name: string;
  readonly #peer: Peer;
  readonly #lamp: Tool;

  private constructor(name: string, peer: Peer, lamp: Tool) {
    this.#name = name;
    this.#peer = peer;
    this.#lamp = lamp;
  }

  /** Listens to the lamp's state, and only then has it switched on. */
  static async reach(name: string, port: number, lamp: () => Tool): Promise<Hand> {
    const peer = await Peer.connect(port);
    onTestFinished(() => peer.end());
    await peer.subscribe(`${name}/state`);
    return new Hand(name, peer, lamp());
  }

  /** The lamp's next state. @throws when the lamp ends instead */
  async state(): Promise<Buffer> {
    const ended = this.#lamp.exited.then((code): PeerMessage => {
      throw new Error(`the lamp has ended with ${code}:\n${this.#lamp.stderr()}`);
    });
    return (await Promise.race([this.#peer.next(PATIENCE_MS), ended])).payload;
  }

  set(payload: string | Buffer): Promise<void> {
    return this.#peer.publish(`${this.#name}/set`, payload);
  }
}

/**
 * Plays the whole life of a lamp, seen from the broker: it comes, answers messages with the same bytes, and
 * goes when it is told to. Its notes must show every reply, byte for byte.
 */
export async function play(name: string, brokerPort: number, lamp: () => Tool): Promise<void> {
  let running: Tool | undefined;
  const hand = await Hand.reach(name, brokerPort, () => {
    running = lamp();
    return running;
  });
  expect(`${await hand.state()}`).toBe('here');
  for (const payload of PAYLOADS) {
    await hand.set(payload);
    expect(await hand.state()).toEqual(payload);
  }
  await hand.set('bye');
  expect(await running?.exited).toBe(0);
  expect(notes(running?.stderr() ?? '')).toEqual(traffic(name, brokerPort, PAYLOADS.length));
}

/**
 * Plays until the lamp hears something that it does not expect, and is switched on once if it gets so far.
 * @returns what it says then
 */
export async function complaint(name: string, brokerPort: number, lamp: () => Tool): Promise<string> {
  let running: Tool | undefined;
  const hand = await Hand.reach(name, brokerPort, () => {
    running = lamp();
    return running;
  });
  // A lamp that ends before it is there says why on its own.
  const switched = hand.state().then(
    () => hand.set('on'),
    () => {},
  );
  expect(await running?.exited).toBe(1);
  await switched;
  return notes(running?.stderr() ?? '').at(-1) ?? '';
}

function notes(text: string): string[] {
  const lines = text.split('\n').filter((line) => line !== '');
  // The simulator of the AVR says first what it has loaded.
  return lines.filter((line) => !line.startsWith('Loaded '));
}

/** What a lamp's notes say when it has answered so many messages before `bye`. */
export function traffic(name: string, port: number, answers: number): string[] {
  const ok = '< \\r\\nOK\\r\\n';
  const message = `< +MQTTSUBRECV ${name}/set`;
  const answered = [message, '> AT+MQTTPUBRAW', '< \\r\\nOK\\r\\n\\r\\n>', '< +MQTTPUB:OK\\r\\n'];
  return [
    '> AT+RST',
    '> ATE0',
    ...['> AT+CWMODE', ok],
    '> AT+CWQAP',
    ...['> AT+CWJAP', '< WIFI CONNECTED\\r\\nWIFI GOT IP\\r\\n\\r\\nOK\\r\\n'],
    ...['> AT+MQTTUSERCFG', ok],
    ...['> AT+MQTTCONN', `< +MQTTCONNECTED:0,1,"127.0.0.1","${port}","",0\\r\\n`, ok],
    ...['> AT+MQTTSUB', ok],
    ...['> AT+MQTTPUB', ok],
    ...Array.from({ length: answers }, () => answered).flat(),
    ...[message, '> AT+MQTTCLEAN', ok],
  ];
}
