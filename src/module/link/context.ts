import type { Failure, Result } from '#at/reply';
import type { LogLevel } from '#messages/log';
import type { Message } from '#messages/message';
import type { LinkClient } from './client.ts';
import type { LinkConduct } from './conduct.ts';
import type { LinkConfiguration } from './configuration.ts';
import type { Inbox } from './inbox.ts';
import type { LinkInput, LinkModel } from './machine.ts';
import type { LinkServices } from './services.ts';
import type { LinkSessions } from './sessions.ts';
import type { ShortConnections } from './short-connections.ts';

/** At once why nothing was sent, else a promise of undefined, or of why the broker did not grant it. */
export type Outcome = Failure | Promise<Result<undefined>>;

/** What goes with an input. */
export interface InputDetails {
  /** Why, for whoever looks on, where the machine does not know it better. */
  readonly reason?: Message | undefined;
  /** Milliseconds that a try to connect may take which the input begins. */
  readonly timeoutMs?: number;
  /** Whether the connection was closed for a message that is too large, and the broker would send it again. */
  readonly tooLarge?: boolean;
}

/** What the effects of an input have begun, for whoever waits for its end. */
export interface Begun {
  readonly connecting?: Outcome;
  readonly leaving?: Promise<void> | undefined;
}

/** What the parts of a link work on together. */
export interface LinkContext {
  /** The LinkID. */
  readonly id: number;
  readonly services: LinkServices;
  readonly conduct: LinkConduct;
  readonly configuration: LinkConfiguration;
  readonly sessions: LinkSessions;
  readonly inbox: Inbox;
  readonly client: LinkClient;
  readonly model: LinkModel;
  /** Undefined until the broker has closed a connection. */
  shortConnections: ShortConnections | undefined;
  /** Puts an input through the machine and performs what follows. */
  apply(input: LinkInput, details?: InputDetails): Begun;
  /** Runs later, unless the link is cleaned or reset before. */
  later(ms: number, run: () => void): void;
  log(level: LogLevel, message: Message): void;
}
