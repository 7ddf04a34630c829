import { NOTHING } from '#bytes/keep';
import { type Message, message } from '#messages/message';
import {
  type ConnectionConfig,
  DEFAULT_CONNECTION,
  type Target,
  type UserConfig,
  type UserIdentity,
} from './config.ts';
import { schemeOf } from './schemes.ts';

/** Shared, for most links have none. */
const NO_PROTOCOLS: readonly Buffer[] = [];

/** What commands have set on a link, from `AT+MQTTUSERCFG` to `AT+MQTTCLEAN`. */
export class LinkConfiguration {
  /** Where the last `AT+MQTTCONN` went. */
  target: Target = { host: '', port: 0 };
  /** Without `AT+MQTTCONNCFG` its defaults. */
  connection: ConnectionConfig = DEFAULT_CONNECTION;
  #user: UserConfig | undefined;
  #warned = false;

  /** Undefined in state 0. */
  get user(): UserConfig | undefined {
    return this.#user;
  }

  /** Takes a user configuration; what other commands have set stays [B-STATE-3]. */
  begin(user: UserIdentity): void {
    const { alpn, sni } = this.#user ?? { alpn: NO_PROTOCOLS, sni: NOTHING };
    const { scheme, clientId, username, password, certKeyId, caId, path } = user;
    // Not spread: each link would have a hidden class of its own.
    this.#user = { scheme, clientId, username, password, certKeyId, caId, path, alpn, sni };
    this.#warned = false;
  }

  /** Changes parts of the user configuration, where there is one. */
  refine(part: Partial<UserConfig>): void {
    if (this.#user !== undefined) this.#user = { ...this.#user, ...part };
  }

  /** Forgets everything but where the link went, which a query in state 0 does not show. */
  forget(): void {
    this.#user = undefined;
    this.#warned = false;
    this.connection = DEFAULT_CONNECTION;
  }

  /** What to say about a server that nobody checks, once for a configuration [B-TLS-1]. */
  unverifiedNotice(): Message | undefined {
    const number = this.#user?.scheme ?? 1;
    const scheme = schemeOf(number);
    if (this.#warned || !scheme.tls || scheme.verifyServer) return undefined;
    this.#warned = true;
    return message('link.unverified', { scheme: number });
  }
}
