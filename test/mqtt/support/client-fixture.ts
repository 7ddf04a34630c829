import { textOf } from '#messages/message';
import { MqttClient } from '#mqtt/client/client';
import type { ClientDeps, ConnectResult } from '#mqtt/client/client-deps';
import { Session } from '#mqtt/client/session';
import type { ConnectOptions } from '#mqtt/codec/connect';
import type { MqttError } from '#mqtt/errors';
import type { IncomingMessage } from '#mqtt/types';
import { FakeTimers, turn } from './fake-timers.ts';
import { FakeWire } from './fake-wire.ts';

export type Received = Omit<IncomingMessage, 'topic' | 'payload'> & { topic: string; payload: string };

export const CLEAN: ConnectOptions = { clientId: 'bench', cleanSession: true, keepAliveSeconds: 0 };
export const PERSISTENT: ConnectOptions = { ...CLEAN, cleanSession: false };

/** A client with wires in memory and time moved by hand. */
export class ClientFixture {
  readonly timers = new FakeTimers();
  readonly wires: FakeWire[] = [];
  readonly log: string[] = [];
  readonly messages: Received[] = [];
  readonly closed: MqttError[] = [];
  readonly deviations: string[] = [];
  readonly client: MqttClient;
  drains = 0;
  /** Called for each message after it was noted. */
  onMessage: () => void = () => {};
  /** What becomes of a message that is to be acknowledged: it is delivered at once. */
  deliver = (delivered: () => void): void => delivered();

  constructor(deps: Partial<ClientDeps> = {}) {
    this.client = new MqttClient({
      dial: (events) => {
        const wire = new FakeWire(events);
        this.wires.push(wire);
        return wire;
      },
      timers: this.timers,
      session: new Session(),
      events: {
        connected: ({ sessionPresent }) => this.log.push(`connected ${sessionPresent}`),
        answered: () => this.log.push('answered'),
        deviation: (what) => this.deviations.push(textOf(what)),
        notStored: () => this.log.push('not stored'),
        stored: () => this.log.push('stored'),
        message: (message, delivered) => {
          this.log.push('message');
          const { topic, payload, qos, retain, dup, fixedHeaderBytes } = message;
          const texts = { topic: String(Buffer.from(topic)), payload: String(Buffer.from(payload)) };
          this.messages.push({ ...texts, qos, retain, dup, fixedHeaderBytes });
          this.onMessage();
          if (delivered !== undefined) this.deliver(delivered);
        },
        closed: (reason) => {
          this.log.push(`closed ${reason.code}`);
          this.closed.push(reason);
        },
        drain: () => {
          this.drains++;
        },
      },
      ...deps,
    });
  }

  /** The wire of the latest connection. */
  get wire(): FakeWire {
    const wire = this.wires.at(-1);
    if (wire === undefined) throw new Error('nothing was dialled');
    return wire;
  }

  /** Connects, answers CONNACK, and forgets that CONNECT was heard. */
  async connect(options: ConnectOptions = CLEAN, sessionPresent = false): Promise<ConnectResult> {
    const connecting = this.client.connect(options, 15_000);
    await this.open();
    this.wire.say({ cmd: 'connack', returnCode: 0, sessionPresent });
    const result = await connecting;
    await turn();
    this.wire.packets.shift();
    return result;
  }

  /** Opens the wire and lets CONNECT out. */
  async open(): Promise<void> {
    await turn();
    this.wire.events.open();
    await turn();
  }

  /** What the client sent up to the end of this turn. */
  async heard(): Promise<ReturnType<FakeWire['heard']>> {
    await turn();
    return this.wire.heard();
  }
}

/** A fixture that is connected. */
export async function connected(
  deps: Partial<ClientDeps> = {},
  options: ConnectOptions = CLEAN,
): Promise<ClientFixture> {
  const fixture = new ClientFixture(deps);
  await fixture.connect(options);
  return fixture;
}

/** The error a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<MqttError> {
  return promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: MqttError) => error,
  );
}
