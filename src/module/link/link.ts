import type { Result } from '#at/reply';
import { reasonOf } from '#errors/atmqtt-error';
import { type Message, message } from '#messages/message';
import type { OutgoingPublish } from '#mqtt/client/session-store';
import type { Route } from '#mqtt/route';
import type { QoS } from '#mqtt/types';
import { configureBySetting, connectBySetting } from './by-setting.ts';
import type { ConnectionConfig, Target, UserConfig, UserIdentity } from './config.ts';
import { tellLoss } from './connecting.ts';
import type { Outcome } from './context.ts';
import { isUp, type LinkModel } from './machine.ts';
import { publishOn, topicNameProblem } from './operations.ts';
import { routeTo } from './prepare.ts';
import { LinkRunner } from './runner.ts';
import type { LinkServices } from './services.ts';
import { isSubscribed, subscribe, unsubscribe } from './subscriptions.ts';

/** One MQTT link, as the commands see it. */
export class Link {
  readonly #runner: LinkRunner;

  constructor(id: number, services: LinkServices) {
    this.#runner = new LinkRunner(id, services);
  }

  get id(): number {
    return this.#runner.id;
  }

  get model(): LinkModel {
    return this.#runner.model;
  }

  /** What `AT+MQTTUSERCFG` set; undefined in state 0. */
  get user(): UserConfig | undefined {
    return this.#runner.configuration.user;
  }

  /** Where the last `AT+MQTTCONN` went. */
  get target(): Target {
    return this.#runner.configuration.target;
  }

  /**
   * The way to its broker as `AT+MQTTCONN` takes it, for a client beside it.
   * @returns undefined before it has ever gone somewhere, and in state 0
   */
  route(): Result<Route> | undefined {
    const { services, configuration } = this.#runner;
    const { user, target } = configuration;
    if (user === undefined || target.host === '') return undefined;
    return routeTo(services, user, target, services.connecting.checksHostName);
  }

  /** What `AT+MQTTCONNCFG` set, or its defaults. */
  get connection(): ConnectionConfig {
    return this.#runner.configuration.connection;
  }

  /** The publishes of QoS 1 and 2 that the broker has not acknowledged, the oldest first. */
  get outgoing(): readonly OutgoingPublish[] {
    return this.#runner.sessions.outgoing;
  }

  /** Configures the link as the setting `connect` says. @param name of the module */
  configureBySetting(name: string): void {
    configureBySetting(this.#runner, name);
  }

  /** Connects what `configureBySetting` has configured, if there is all that it needs. @param getsTime by SNTP */
  connectBySetting(getsTime: () => boolean): void {
    connectBySetting(this.#runner, getsTime);
  }

  /**
   * A command of a host takes the link over from the setting `connect`, whose connection ends and does not come back
   * before the next start [B-CONNECT-2].
   * @returns undefined when all is done, or a promise of it within half a second
   */
  takeOver(command: string): undefined | Promise<void> {
    const { configuration, sessions } = this.#runner;
    this.#runner.log('info', message('link.takenOver', { command }));
    try {
      sessions.free();
    } catch (error) {
      this.#runner.log('error', message('link.sessionNotClosed', { why: reasonOf(error) }));
    }
    const { leaving } = this.#runner.apply(
      { type: 'clean' },
      { reason: message('link.command', { command }) },
    );
    configuration.forget();
    return leaving;
  }

  configureUser(user: UserIdentity): void {
    this.#runner.configuration.begin(user);
    this.#runner.apply({ type: 'userConfigured' });
  }

  /** Changes parts of the user configuration, where there is one. */
  refineUser(part: Partial<UserConfig>): void {
    this.#runner.configuration.refine(part);
  }

  configureConnection(connection: ConnectionConfig): void {
    this.#runner.configuration.connection = connection;
    this.#runner.apply({ type: 'connectionConfigured' });
  }

  /**
   * Connects, for a command that waits.
   * @param timeoutMs for all of it
   * @returns at once why nothing was sent, else undefined once CONNACK 0 came or why it did not; either has
   *   been announced to the hosts by then
   */
  connect(target: Target, reconnect: boolean, timeoutMs: number): Outcome {
    this.#runner.configuration.target = target;
    const { connecting } = this.#runner.apply({ type: 'connect', reconnect }, { timeoutMs });
    return connecting ?? Promise.resolve(undefined);
  }

  /**
   * Publishes. QoS 0 returns at once, the others once the broker has acknowledged.
   * @param timeoutMs how long that is waited for; as the firmware does unless given
   * @returns undefined, or why the message was not published
   */
  publish(
    topic: Buffer,
    payload: Buffer,
    qos: number,
    retain: boolean,
    timeoutMs: number = this.#runner.conduct.answerTimeoutMs,
  ): Result<undefined> | Promise<Result<undefined>> {
    const client = this.#runner.client.current;
    const published = publishOn(client, this.#runner.conduct, topic, payload, qos, retain, timeoutMs);
    // Other levels wait for their acknowledgement, which bounds what is queued and leaves AT+MQTTCLEAN heard.
    if (qos === 0 && client?.writable === false) this.#runner.services.flow.brokerFull(client);
    return published;
  }

  /**
   * A message comes as if the broker had sent it, whether or not it is subscribed.
   * @returns why it cannot: there is no connection, or nothing is read from the broker because a host does not read
   */
  forge(
    topic: Uint8Array,
    payload: Uint8Array,
    qos: QoS,
    retain: boolean,
  ): 'notConnected' | 'held' | undefined {
    const { current } = this.#runner.client;
    if (current?.connected !== true) return 'notConnected';
    if (current.paused) return 'held';
    current.forge(topic, payload, qos, retain);
    return undefined;
  }

  /** What is wrong with a topic to publish to, before anything leaves. */
  topicNameProblem(topic: Buffer): Message | undefined {
    return topicNameProblem(this.#runner.conduct, topic);
  }

  subscribedTo(filter: Buffer): boolean {
    return isSubscribed(this.#runner, filter);
  }

  /**
   * Subscribes; sent again when the filter is subscribed already.
   * @returns at once why nothing was sent, else undefined once it counts or why it does not
   */
  subscribe(filter: Buffer, qos: QoS, timeoutMs: number = this.#runner.conduct.answerTimeoutMs): Outcome {
    return subscribe(this.#runner, filter, qos, timeoutMs);
  }

  /** Ends a subscription. @returns at once why nothing was sent, else undefined once UNSUBACK came, or why not */
  unsubscribe(filter: Buffer, timeoutMs: number = this.#runner.conduct.answerTimeoutMs): Outcome {
    return unsubscribe(this.#runner, filter, timeoutMs);
  }

  /**
   * Disconnects and returns to state 0, whatever the broker does.
   * @returns undefined when all is done, or a promise of it within half a second
   * @throws when the stored session cannot be freed; the link stays as it was
   */
  clean(): undefined | Promise<void> {
    this.#runner.sessions.free();
    const { leaving } = this.#runner.apply({ type: 'clean' });
    this.#runner.configuration.forget();
    return leaving;
  }

  /**
   * Everything in RAM is lost and the connection closes without DISCONNECT, as a restart does.
   * @param reason why, for whoever looks on
   */
  reset(reason: Message): void {
    const { configuration, inbox, sessions } = this.#runner;
    this.#runner.apply({ type: 'reset' }, { reason });
    configuration.forget();
    inbox.clear();
    try {
      sessions.reset();
    } catch (error) {
      this.#runner.log('error', message('link.sessionNotClosed', { why: reasonOf(error) }));
    }
  }

  /** The network is gone: so is the connection, without a word to the broker. */
  networkLost(): void {
    const { client, model } = this.#runner;
    if (client.current === undefined) return;
    const reason = message('link.wifiLost');
    const up = isUp(model);
    if (up) tellLoss(this.#runner, reason);
    client.current.destroy();
    client.remove(() => this.#runner.apply({ type: up ? 'down' : 'failed' }, { reason }));
  }

  /** The reply is out: messages that came behind the broker's answer may follow it. */
  release(): void {
    this.#runner.inbox.release();
  }
}
