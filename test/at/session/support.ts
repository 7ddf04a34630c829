import { errorCode } from '#at/codes';
import { commandSet, resolveCommands } from '#at/command';
import { number, string } from '#at/params';
import { failure, OK, okWith, type Reply, verbatim } from '#at/reply';
import type { AtHost, AttachOptions, HostConnection } from '#at/session/host';
import type { AtObserver } from '#at/session/observer';
import { AtSession } from '#at/session/session';
import type { AtSettings, HostHabit } from '#at/session/session-options';
import { type Message, message, textOf } from '#messages/message';
import { parseSettings } from '#module/settings/parse';
import { ManualClock } from '#testing/manual-clock';

const { firmware, places } = parseSettings({});
/** Whom each place follows unless a test says otherwise. */
export const PLACES = places;
const SETTINGS: AtSettings = {
  firmware,
  places,
  terminator: 'crlf',
  lenientQuotes: false,
  urcDuringData: 'pass',
  dataModeTimeoutMs: 0,
  dataModeEscape: false,
  hostBufferBytes: 1_048_576,
  slowHost: 'auto',
  absentHost: 'drop',
};

/** What the commands of these tests run on. */
interface Context {
  /** Answers the command that waits. */
  answer: (reply: Reply) => void;
  /** Data that a command took, as text. */
  readonly taken: string[];
  readonly session: AtSession<Context>;
  warn(): void;
}

const { defineCommand, form } = commandSet<Context>();
const command = (name: string, forms: Parameters<typeof defineCommand>[0]['forms']) =>
  defineCommand({ name, family: 'test', help: 'Only for tests.', forms });

const COMMANDS = [
  command('AT', { execute: form({ run: () => OK }) }),
  command('ATE0', {
    execute: form({
      run({ session }) {
        session.echo = false;
        return OK;
      },
    }),
  }),
  command('AT+PAUSE', {
    execute: form({
      run({ session }) {
        session.pause();
        return OK;
      },
    }),
  }),
  command('AT+ONE', { execute: form({ run: () => okWith(Buffer.from('+ONE:1')) }) }),
  command('AT+BAD', {
    execute: form({
      run: () => failure(errorCode('generic'), message('errors.foreign', { text: 'it is bad' })),
    }),
  }),
  command('AT+THROW', {
    execute: form({
      run() {
        throw new Error('it broke');
      },
    }),
  }),
  command('AT+WAIT', {
    execute: form({
      run: (context) =>
        new Promise<Reply>((resolve) => {
          context.answer = resolve;
        }),
    }),
  }),
  command('AT+FORCE', {
    execute: form({
      whileBusy: true,
      run: ({ session }) => ({
        ...verbatim(Buffer.from(session.busy ? '\r\nforced\r\n' : '\r\nOK\r\n')),
        restarts: true,
        after: () => session.reset(),
      }),
    }),
    query: form({ run: () => okWith(Buffer.from('+FORCE:0')) }),
  }),
  command('AT+ASIDE', { execute: form({ whileBusy: true, run: () => okWith(Buffer.from('+ASIDE')) }) }),
  command('AT+SLOWASIDE', { execute: form({ whileBusy: true, run: async () => OK }) }),
  command('AT+LOGIN', {
    set: form({
      params: [string<Context>('password', { about: 'Any.', max: 64, secret: true })],
      run: () => OK,
    }),
  }),
  command('AT+DATAWAIT', {
    set: form({
      params: [number<Context>('length', { about: 'Bytes.', range: [1, 1024] })],
      data: true,
      run: (context, [length]) => ({
        data: {
          length,
          complete: () =>
            new Promise<Reply>((resolve) => {
              context.answer = resolve;
            }),
          abandoned: (reason) => failure(errorCode('generic'), reason),
        },
      }),
    }),
  }),
  command('AT+DATA', {
    set: form({
      params: [number<Context>('length', { about: 'Bytes.', range: [1, 1024] })],
      data: true,
      run: ({ taken }, [length]) => ({
        data: {
          length,
          complete(bytes) {
            taken.push(bytes.toString('latin1'));
            return OK;
          },
          abandoned: (reason) =>
            failure(errorCode('generic'), reason, { instead: Buffer.from('+DATA:FAIL\r\n') }),
        },
      }),
    }),
  }),
];

/** A host of a session: what it was sent, and whether it is paused. */
export class FakeHost implements HostConnection {
  readonly at: AtHost;
  paused = false;
  ended = false;
  /** Takes no more than it is given. */
  full = false;
  /** What tells that its port has accepted a write. */
  readonly accepting: (() => void)[] = [];
  discards = 0;
  readonly #session: AtSession<Context>;
  #heard = '';

  constructor(session: AtSession<Context>, options: AttachOptions) {
    this.#session = session;
    this.at = session.attach(this, options);
  }

  /** Sends each text as a chunk of its own. */
  send(...texts: readonly string[]): void {
    for (const text of texts) this.at.receive(new TextEncoder().encode(text));
  }

  /** What has come since the last question, `⏎` for CR LF. */
  get heard(): string {
    this.#session.flush();
    const heard = this.#heard.replaceAll('\r\n', '⏎');
    this.#heard = '';
    return heard;
  }

  write(chunk: Uint8Array, accepted?: () => void): boolean {
    if (accepted !== undefined) this.accepting.push(accepted);
    this.#heard += Buffer.from(chunk).toString('latin1');
    return !this.full;
  }

  discard(): void {
    this.discards++;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  end(): void {
    this.ended = true;
  }
}

/** A session with a command set of its own, no module, no stream and a clock that stands still. */
export class SessionFixture {
  readonly clock = new ManualClock();
  readonly log: string[] = [];
  readonly congested: boolean[] = [];
  readonly habits: HostHabit[] = [];
  /** How often a command that waited was answered. */
  answers = 0;
  readonly context: Context;
  readonly session: AtSession<Context>;

  /** @param tell takes what the log is told, as messages */
  constructor(
    settings: Partial<AtSettings> = {},
    observer?: AtObserver,
    tell: (said: Message) => void = () => {},
  ) {
    const fixture = this;
    this.context = {
      answer: () => {},
      taken: [],
      get session() {
        return fixture.session;
      },
      warn() {},
    };
    this.session = new AtSession<Context>({
      commands: resolveCommands(COMMANDS, parseSettings({})),
      context: this.context,
      settings: { ...SETTINGS, ...settings },
      timers: this.clock,
      observer,
      log: (_level, _namespace, said) => {
        this.log.push(textOf(said));
        tell(said);
      },
      schedule: () => {},
      habit: (habit) => this.habits.push(habit),
      answered: () => this.answers++,
      congested: (congested) => this.congested.push(congested),
    });
  }

  host(name = 'host', options: Omit<AttachOptions, 'name'> = {}): FakeHost {
    return new FakeHost(this.session, { name, ...options });
  }

  /** The command that waits replies. */
  async answer(reply: Reply = OK): Promise<void> {
    this.context.answer(reply);
    for (let turn = 0; turn < 3; turn++) await Promise.resolve();
  }
}

/** A session with one host that does not want its commands back. */
export function quiet(settings: ConstructorParameters<typeof SessionFixture>[0] = {}) {
  const fixture = new SessionFixture(settings);
  return { fixture, host: fixture.host('host', { echo: false }) };
}
