import { once } from 'node:events';
import { connect } from 'node:net';
import { generate, type Packet, parser } from 'mqtt-packet';
import { expect, onTestFinished, test } from 'vitest';
import { startBroker } from '#broker/index';
import { Random } from '#random/random';

const MESSAGES = 2000;
const WINDOW = 10;
/** A connection lasts so many milliseconds at most. */
const LIFE_MS = 20;
const PATIENCE_MS = 10_000;

/** A client of a session that it keeps, which comes and goes. It tells a message of QoS 2 that comes again by its identifier. */
class Comer {
  readonly read: string[] = [];
  readonly #held = new Set<number>();
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  /** Comes, leaves in order after so many milliseconds, or when it has read a message, and reads what is on its way. */
  async live(ms: number, last?: string): Promise<void> {
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    const incoming = parser({ protocolVersion: 4 });
    const send = (packet: Packet): void => void socket.write(generate(packet));
    const leave = (): void => void socket.end(generate({ cmd: 'disconnect' }));
    incoming.on('packet', (packet: Packet) => {
      this.#take(packet, (answer) => {
        if (socket.writable) send(answer);
      });
      if (packet.cmd === 'suback') setTimeout(leave, ms);
      if (this.read.at(-1) === last) leave();
    });
    socket.on('data', (chunk: Buffer) => incoming.parse(chunk));
    socket.on('error', () => {});
    send({ cmd: 'connect', clientId: 'comer', clean: false, protocolId: 'MQTT', protocolVersion: 4 });
    await once(socket, 'close');
  }

  #take(packet: Packet, send: (packet: Packet) => void): void {
    const { messageId = 0 } = packet;
    if (packet.cmd === 'connack') {
      send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'in', qos: 2 }] });
    } else if (packet.cmd === 'publish') {
      if (!this.#held.has(messageId)) this.read.push(packet.payload.toString());
      this.#held.add(messageId);
      send({ cmd: 'pubrec', messageId });
    } else if (packet.cmd === 'pubrel') {
      this.#held.delete(messageId);
      send({ cmd: 'pubcomp', messageId });
    }
  }
}

/** Publishes all messages, a few at a time. */
async function publishAll(port: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  onTestFinished(() => void socket.destroy());
  const incoming = parser({ protocolVersion: 4 });
  socket.on('data', (chunk: Buffer) => incoming.parse(chunk));
  const send = (packet: Packet): void => void socket.write(generate(packet));
  let [sent, taken] = [0, 0];
  const publish = (): void => {
    if (sent === MESSAGES) return;
    const payload = `${sent++}`;
    send({ cmd: 'publish', topic: 'in', payload, qos: 2, messageId: sent, dup: false, retain: false });
  };
  const all = new Promise<void>((resolve) => {
    incoming.on('packet', ({ cmd, messageId = 0 }: Packet) => {
      if (cmd === 'connack') for (let count = WINDOW; count > 0; count--) publish();
      else if (cmd === 'pubrec') send({ cmd: 'pubrel', messageId });
      else if (cmd === 'pubcomp') {
        publish();
        if (++taken === MESSAGES) resolve();
      }
    });
  });
  send({ cmd: 'connect', clientId: 'all', clean: true, protocolId: 'MQTT', protocolVersion: 4 });
  await all;
}

test('who comes and goes while messages are published gets each of QoS 2 once, and in order', async () => {
  const broker = await startBroker({ tcp: { port: 0 } });
  onTestFinished(() => broker.close());
  const port = broker.listeners[0]?.port ?? 0;
  const random = new Random(1);
  const comer = new Comer(port);
  await comer.live(0);
  let published = false;
  const publishing = publishAll(port).then(() => {
    published = true;
  });
  while (!published) await comer.live(random.next() * LIFE_MS);
  await publishing;
  const last = `${MESSAGES - 1}`;
  if (!comer.read.includes(last)) await comer.live(PATIENCE_MS, last);
  expect(comer.read).toEqual(Array.from({ length: MESSAGES }, (_, number) => `${number}`));
});
