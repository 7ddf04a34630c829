import { URCS, type UrcKind } from '#at/urc';
import type { LogLevel } from '#messages/log';
import { type Message, message } from '#messages/message';
import type { Cancel } from '#time/timers';
import { LinkClient } from './client.ts';
import { conductOf, type LinkConduct } from './conduct.ts';
import { LinkConfiguration } from './configuration.ts';
import { CONNECT_TIMEOUT_MS, tryToConnect } from './connecting.ts';
import type { Begun, InputDetails, LinkContext } from './context.ts';
import { Inbox } from './inbox.ts';
import { INITIAL, type LinkEffect, type LinkInput, type LinkModel, transition } from './machine.ts';
import { reasonFor } from './reason.ts';
import { connectedUrc } from './report.ts';
import type { LinkServices } from './services.ts';
import { LinkSessions } from './sessions.ts';
import type { ShortConnections } from './short-connections.ts';
import { renewSubscriptions } from './subscriptions.ts';
import { TooLargeRetry } from './too-large-retry.ts';

/** Milliseconds that a broker gets to take DISCONNECT; `AT+MQTTCLEAN` answers within 500 [B-CLEAN-1]. */
const DISCONNECT_GRACE_MS = 400;
const NOTHING: Begun = {};
const NO_DETAILS: InputDetails = {};

/** Performs what the machine in `machine.ts` decides. */
export class LinkRunner implements LinkContext {
  readonly id: number;
  readonly services: LinkServices;
  readonly conduct: LinkConduct;
  readonly configuration = new LinkConfiguration();
  readonly sessions: LinkSessions;
  readonly inbox: Inbox;
  readonly client: LinkClient;
  shortConnections: ShortConnections | undefined;
  #model: LinkModel = INITIAL;
  #cancelRetry: Cancel | undefined;
  /** Made when a message is too large for the first time. */
  #tooLargeRetry: TooLargeRetry | undefined;
  #cancelLater: Cancel | undefined;

  constructor(id: number, services: LinkServices) {
    this.id = id;
    this.services = services;
    this.conduct = conductOf(services.settings);
    this.sessions = new LinkSessions(services.flash, services.clock, this);
    this.inbox = new Inbox(id, services.settings.rxBufferBytes, services);
    this.client = new LinkClient(services, this.conduct);
  }

  get model(): LinkModel {
    return this.#model;
  }

  apply(input: LinkInput, details: InputDetails = NO_DETAILS): Begun {
    const { reason } = details;
    const { model, effects } = transition(this.#model, input);
    if (model.state !== this.#model.state) this.#stateChanges(model, reason ?? reasonFor(this.#model, input));
    this.#model = model;
    let begun = NOTHING;
    for (const effect of effects) begun = { ...begun, ...this.#perform(effect, details) };
    return begun;
  }

  /** Only one thing at a time waits: the end of a command. */
  later(ms: number, run: () => void): void {
    this.#cancelLater = this.services.clock.after(ms, run);
  }

  log(level: LogLevel, text: Message): void {
    this.services.log(level, `link ${this.id}`, text);
  }

  #stateChanges({ state }: LinkModel, reason: Message): void {
    const from = this.#model.state;
    this.log('debug', message('link.stateChanged', { from, to: state }));
    this.services.observer?.linkState?.({ link: this.id, from, to: state, reason });
  }

  #perform(effect: LinkEffect, { timeoutMs = CONNECT_TIMEOUT_MS, tooLarge = false }: InputDetails): Begun {
    switch (effect) {
      case 'dial':
        return { connecting: tryToConnect(this, timeoutMs) };
      case 'disconnect':
        return { leaving: this.client.remove()?.disconnect(DISCONNECT_GRACE_MS) };
      case 'destroy':
        this.client.remove()?.destroy();
        break;
      case 'announceConnected':
        this.#announce(this.#connectedUrc());
        break;
      case 'announceDisconnected':
        this.#announce(URCS.mqttDisconnected.bytes(this.id), URCS.mqttDisconnected.kind);
        break;
      case 'announceDisconnectedLater':
        // The reply of the command that waited for the connection is written in this turn.
        this.later(0, () => this.#announce(URCS.mqttDisconnected.bytes(this.id)));
        break;
      case 'scheduleRetry':
        this.#scheduleRetry(tooLarge);
        break;
      case 'cancelRetry':
        this.#cancelRetry?.();
        this.#cancelRetry = undefined;
        this.#cancelLater?.();
        this.#cancelLater = undefined;
        break;
      case 'resubscribe':
        renewSubscriptions(this);
        break;
    }
    return NOTHING;
  }

  #connectedUrc(): Buffer {
    const { user, target } = this.configuration;
    return connectedUrc({ id: this.id, model: this.#model, user, target }, this.services.settings);
  }

  #announce(urc: Buffer, kind: UrcKind = URCS.mqttConnected.kind): void {
    this.services.urc(urc, kind);
  }

  #scheduleRetry(tooLarge: boolean): void {
    const ms = tooLarge ? this.#afterTooLarge() : this.services.settings.reconnectIntervalMs;
    this.#cancelRetry = this.services.clock.after(ms, () => void this.apply({ type: 'retryDue' }));
  }

  #afterTooLarge(): number {
    const { clock, settings } = this.services;
    this.#tooLargeRetry ??= new TooLargeRetry(settings.reconnectIntervalMs);
    const ms = this.#tooLargeRetry.next(clock.now());
    this.log('warn', message('link.tooLargeAgain', { ms }));
    return ms;
  }
}
