import { mqttCode } from '#at/mqtt-codes';
import { type Failure, failure, isFailure, type Result } from '#at/reply';
import type { LogLevel } from '#messages/log';
import { textOf } from '#messages/message';
import { isMqttError, MqttClient, type QoS } from '#mqtt/index';
import type { Cancel } from '#time/timers';
import type { ConnectionConfig, Target, UserConfig } from './config.ts';
import { LinkConfiguration } from './configuration.ts';
import { Inbox } from './inbox.ts';
import type { LinkEffect, LinkInput, LinkModel } from './machine.ts';
import { INITIAL, isUp, step } from './machine.ts';
import { publishOn, subscribeOn, unsubscribeOn } from './operations.ts';
import { type Prepared, prepareConnection } from './prepare.ts';
import { reasonFor } from './reason.ts';
import { connectedLine } from './report.ts';
import type { LinkServices } from './services.ts';
import { LinkSessions } from './sessions.ts';

/** Milliseconds that a connection gets in all when the command names no time (behaviour §4.3). */
export const CONNECT_TIMEOUT_MS = 15_000;
/** Milliseconds that a broker gets to take DISCONNECT; `AT+MQTTCLEAN` answers within 500 (behaviour §4.4). */
const DISCONNECT_GRACE_MS = 400;
/** Milliseconds that a subscription renewed after a reconnect may take. */
const RESUBSCRIBE_TIMEOUT_MS = 10_000;

/** One MQTT link: performs on an MQTT client what the machine in `machine.ts` decides. */
export class Link {
  readonly id: number;
  readonly #services: LinkServices;
  readonly #sessions: LinkSessions;
  readonly #inbox: Inbox;
  #model: LinkModel = INITIAL;
  readonly #configuration = new LinkConfiguration();
  #timeoutMs = CONNECT_TIMEOUT_MS;
  #client: MqttClient | undefined;
  #attempt: Failure | Promise<Result<undefined>> = Promise.resolve(undefined);
  #leaving: undefined | Promise<void>;
  #cancelRetry: Cancel | undefined;
  #epoch = 0;

  constructor(id: number, services: LinkServices) {
    this.id = id;
    this.#services = services;
    this.#sessions = new LinkSessions(services.flash);
    this.#inbox = new Inbox(id, services.settings.rxBufferBytes, (lines) => services.urc(lines, 'received'));
  }

  get model(): LinkModel {
    return this.#model;
  }

  /** What `AT+MQTTUSERCFG` set; undefined in state 0. */
  get user(): UserConfig | undefined {
    return this.#configuration.user;
  }

  /** Where the last `AT+MQTTCONN` went. */
  get target(): Target {
    return this.#configuration.target;
  }

  /** Counts connections made and lost, so that a command can tell whether its connection is still there. */
  get epoch(): number {
    return this.#epoch;
  }

  configureUser(user: UserConfig): void {
    this.#configuration.begin(user);
    this.#apply({ type: 'userConfigured' });
  }

  /** Changes parts of the user configuration, where there is one. */
  refineUser(part: Partial<UserConfig>): void {
    this.#configuration.refine(part);
  }

  configureConnection(connection: ConnectionConfig): void {
    this.#configuration.connection = connection;
    this.#apply({ type: 'connectionConfigured' });
  }

  /**
   * Connects, for a command that waits.
   * @param timeoutMs for all of it
   * @returns at once why nothing was sent, else undefined once CONNACK 0 came or why it did not; either has
   *   been announced to the hosts by then
   */
  connect(target: Target, reconnect: boolean, timeoutMs: number): Failure | Promise<Result<undefined>> {
    this.#configuration.target = target;
    this.#timeoutMs = timeoutMs;
    this.#apply({ type: 'connect', reconnect });
    return this.#attempt;
  }

  /**
   * Publishes. QoS 0 returns at once, the others once the broker has acknowledged.
   * @returns undefined, or why the message was not published
   */
  publish(
    topic: Buffer,
    payload: Buffer,
    qos: number,
    retain: boolean,
    timeoutMs: number,
  ): Result<undefined> | Promise<Result<undefined>> {
    const client = this.#client;
    const published = publishOn(client, topic, payload, qos, retain, timeoutMs);
    // Other levels wait for their acknowledgement, which bounds what is queued and leaves AT+MQTTCLEAN heard.
    if (qos === 0 && client?.writable === false) this.#services.flow.brokerFull(client);
    return published;
  }

  subscribedTo(filter: Buffer): boolean {
    return this.#model.topics.has(filter.toString('latin1'));
  }

  /**
   * Subscribes; sent again when the filter is subscribed already, with the new QoS.
   * @param reason why, for whoever looks on, where it is no command
   * @returns at once why nothing was sent, else undefined once SUBACK granted it or why it did not
   */
  subscribe(
    filter: Buffer,
    qos: QoS,
    timeoutMs: number,
    reason?: string,
  ): Failure | Promise<Result<undefined>> {
    const { maxTopics } = this.#services.settings;
    if (!this.subscribedTo(filter) && this.#model.topics.size >= maxTopics) {
      const sentence = `${maxTopics} topics are subscribed, as many as the setting maxTopics allows`;
      return failure(mqttCode('CLIENT_SUBSCRIBE_FAILED'), sentence);
    }
    // Taken now, because the filter may be a view of a line that is gone when the answer comes.
    const key = filter.toString('latin1');
    return subscribeOn(this.#client, filter, qos, timeoutMs, (granted) => {
      if (granted < qos)
        this.#log('warn', `the broker granted QoS ${granted} only, and ${qos} was asked for`);
      this.#apply({ type: 'subscribed', filter: key, qos }, reason);
    });
  }

  /** Ends a subscription. @returns at once why nothing was sent, else undefined once UNSUBACK came, or why not */
  unsubscribe(filter: Buffer, timeoutMs: number): Failure | Promise<Result<undefined>> {
    const key = filter.toString('latin1');
    return unsubscribeOn(this.#client, filter, timeoutMs, () =>
      this.#apply({ type: 'unsubscribed', filter: key }),
    );
  }

  /**
   * Disconnects and returns to state 0, whatever the broker does.
   * @returns undefined when all is done, or a promise of it within half a second
   * @throws when the stored session cannot be freed; the link stays as it was
   */
  clean(): undefined | Promise<void> {
    this.#sessions.free();
    this.#apply({ type: 'clean' });
    this.#configuration.forget();
    const leaving = this.#leaving;
    this.#leaving = undefined;
    return leaving;
  }

  /**
   * Everything in RAM is lost and the connection closes without DISCONNECT, as a restart does.
   * @param reason why, for whoever looks on
   */
  reset(reason: string): void {
    this.#apply({ type: 'reset' }, reason);
    this.#configuration.forget();
    this.#inbox.clear();
    try {
      this.#sessions.reset();
    } catch (error) {
      this.#log('error', `the stored session could not be closed: ${(error as Error).message}`);
    }
  }

  /** The network is gone: so is the connection, without a word to the broker. */
  networkLost(): void {
    if (this.#client === undefined) return;
    this.#log('warn', 'the connection was lost with the Wi-Fi');
    this.#client.destroy();
    this.#lose({ type: isUp(this.#model) ? 'down' : 'failed' }, 'the Wi-Fi was lost');
  }

  /** The reply is out: messages that came behind the broker's answer may follow it. */
  release(): void {
    this.#inbox.release();
  }

  /** One try to connect. What comes of it has gone through the machine when this returns or settles. */
  #try(timeoutMs: number): Failure | Promise<Result<undefined>> {
    const { user, connection, target } = this.#configuration;
    if (user === undefined) return Promise.resolve(undefined);
    const config = { user, connection, target };
    const prepared = prepareConnection(this.#services, this.#sessions, config);
    if (isFailure(prepared)) return this.#failed(prepared);
    return this.#dial(prepared, timeoutMs);
  }

  async #dial(prepared: Prepared, timeoutMs: number): Promise<Result<undefined>> {
    const client = this.#makeClient(prepared);
    try {
      await client.connect(prepared.options, timeoutMs);
      return undefined;
    } catch (error) {
      const code = isMqttError(error, 'INVALID') ? 'PARAM_PREPARE_ERROR' : 'CLIENT_START_FAILED';
      const reason = failure(mqttCode(code), (error as Error).message);
      // Whoever took the client away, a restart or the Wi-Fi, has told the machine.
      if (this.#client !== client) return reason;
      return this.#failed(reason);
    }
  }

  #failed(reason: Failure): Failure {
    const text = textOf(reason.reason);
    if (this.#model.attempt === 'again') this.#log('warn', text);
    // A missing certificate is told by its own line (behaviour §5).
    const why = this.#model.attempt === 'first' ? `AT+MQTTCONN failed: ${text}` : text;
    this.#lose({ type: 'failed', silent: reason.before.length > 0 }, why);
    return reason;
  }

  #makeClient({ route, session }: Prepared): MqttClient {
    const { clock, dial, flow } = this.#services;
    const client: MqttClient = new MqttClient({
      dial: dial(route),
      timers: clock,
      session,
      peer: `the broker at ${route.host}:${route.port}`,
      events: {
        connected: ({ sessionPresent }) => this.#connected(sessionPresent),
        message: (message) => this.#inbox.received(message),
        answered: () => this.#inbox.hold(),
        closed: (reason) => {
          this.#log('warn', reason.message);
          this.#lose({ type: 'down' }, reason.message);
        },
        drain: () => flow.brokerDrained(client),
      },
    });
    this.#client = client;
    flow.addBroker(client);
    return client;
  }

  /** The client is gone. The hosts go on only when they have been told, for they may send commands at once. */
  #lose(input: LinkInput, reason: string): void {
    const client = this.#client;
    this.#client = undefined;
    this.#apply(input, reason);
    if (client !== undefined) this.#services.flow.removeBroker(client);
  }

  /** Gives up the client, at the word of a host. */
  #takeClient(): MqttClient | undefined {
    const client = this.#client;
    this.#client = undefined;
    if (client !== undefined) this.#services.flow.removeBroker(client);
    return client;
  }

  #connected(sessionPresent: boolean): void {
    const { host, port } = this.#configuration.target;
    const session = sessionPresent ? ', the session is present' : '';
    this.#log('info', `connected to ${host}:${port}${session}`);
    const notice = this.#configuration.unverifiedNotice();
    if (notice !== undefined) this.#log('warn', notice);
    if (this.#model.attempt === 'first') this.#inbox.hold();
    this.#apply({ type: 'up', sessionPresent });
  }

  #apply(input: LinkInput, reason?: string): void {
    const { model, effects } = step(this.#model, input);
    if (model.state !== this.#model.state) {
      this.#log('debug', `state ${this.#model.state} → ${model.state}`);
      this.#services.observer?.linkState?.({
        link: this.id,
        from: this.#model.state,
        to: model.state,
        reason: reason ?? reasonFor(this.#model, input),
      });
    }
    this.#model = model;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: LinkEffect): void {
    const { clock, settings } = this.#services;
    switch (effect) {
      case 'dial':
        this.#attempt = this.#try(this.#model.attempt === 'first' ? this.#timeoutMs : CONNECT_TIMEOUT_MS);
        return;
      case 'announceConnected':
        this.#epoch++;
        return this.#announce(connectedLine(this, settings));
      case 'announceDisconnected':
        this.#epoch++;
        return this.#announce(`+MQTTDISCONNECTED:${this.id}`);
      case 'scheduleRetry':
        this.#cancelRetry = clock.after(settings.reconnectIntervalMs, () =>
          this.#apply({ type: 'retryDue' }),
        );
        return;
      case 'cancelRetry':
        this.#cancelRetry?.();
        this.#cancelRetry = undefined;
        return;
      case 'resubscribe':
        for (const [filter, qos] of this.#model.topics) void this.#resubscribe(filter, qos);
        return;
      case 'disconnect':
        this.#leaving = this.#takeClient()?.disconnect(DISCONNECT_GRACE_MS);
        return;
      case 'destroy':
        this.#takeClient()?.destroy();
        return;
    }
  }

  #announce(line: string): void {
    this.#services.urc(Buffer.from(`${line}\r\n`, 'latin1'), 'link');
  }

  /** Subscribes again after a reconnect, silently (behaviour §4.5). */
  async #resubscribe(filter: string, qos: QoS): Promise<void> {
    const again = 'subscribed again, because the broker kept no session';
    const failed = await this.subscribe(Buffer.from(filter, 'latin1'), qos, RESUBSCRIBE_TIMEOUT_MS, again);
    this.release();
    if (failed === undefined || !isUp(this.#model)) return;
    const why = `a subscription was not renewed: ${textOf(failed.reason)}`;
    this.#log('warn', why);
    this.#apply({ type: 'unsubscribed', filter }, why);
  }

  #log(level: LogLevel, sentence: string): void {
    this.#services.log(level, `link ${this.id}`, sentence);
  }
}
