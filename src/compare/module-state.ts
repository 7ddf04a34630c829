import { message } from '#messages/message';
import type { BrokerServer } from './broker-server.ts';
import { CompareError } from './compare-error.ts';
import type { ModuleLine } from './module-line.ts';

/** What a user lets this program do to a module. */
export const PERMISSIONS = ['restart', 'restore', 'flash'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** An access point to join. */
export interface AccessPoint {
  readonly ssid: string;
  /** Empty: it has none. */
  readonly password: string;
}

const TRIES = 5;
const TRY_MS = 1_000;
/** Milliseconds for a command that does nothing long. */
const ANSWER_MS = 3_000;
/** AT+MQTTCLEAN of a link that is being closed takes as long as the broker does. */
const CLEAN_MS = 16_000;
const READY_MS = 10_000;
const JOIN_MS = 30_000;
const ADDRESS_MS = 10_000;
/** Data that a module still waits for is filled up in pieces. */
const FILLER = '\r\n'.repeat(512);
const FILLER_TIMES = 12;
const FILLER_MS = 60;
/** A command that fails takes 5 s on a genuine module, one that is not answered 15 s. */
const BUSY_TIMES = 20;
const BUSY_MS = 400;
const SYNC_MS = 400;

const FINAL = /(?:^|\r\n)(?:OK|ERROR|FAIL)\r\n/;
const ANSWERED = /(?:AT\r\n)?\r\nOK\r\n$/;

/** Brings a module into the state in which every case begins, as far as commands can. */
export class ModuleState {
  readonly #line: ModuleLine;
  readonly #broker: BrokerServer;
  readonly #accessPoint: AccessPoint | undefined;
  /** Namespaces of the flash that cases have written. */
  readonly #namespaces = new Set<string>();
  #undo = new Set<string>();
  #hadAddress = false;
  #restore = false;

  constructor(line: ModuleLine, broker: BrokerServer, accessPoint: AccessPoint | undefined) {
    this.#line = line;
    this.#broker = broker;
    this.#accessPoint = accessPoint;
  }

  /** Makes sure that a module is there. @throws CompareError `NOBODY`, `LOST` */
  async find(port: string): Promise<void> {
    for (let tries = 0; tries < TRIES; tries++)
      if (await this.#answersAt(TRY_MS)) return void this.#line.take();
    throw new CompareError('NOBODY', message('compare.noModule', { port }), { mayHeal: true });
  }

  /** Sends a command. @returns what came until it was answered; undefined: it was not */
  async ask(command: string, ms = ANSWER_MS): Promise<string | undefined> {
    this.#line.take();
    this.#line.write(`${command}\r\n`);
    const answered = await this.#line.until(() => FINAL.test(this.#line.output), ms);
    const text = this.#line.take();
    return answered ? text : undefined;
  }

  /** What a module says of itself: the lines of AT+GMR. */
  async identity(): Promise<readonly string[]> {
    const text = (await this.ask('AT+GMR')) ?? '';
    return text.split('\r\n').filter((line) => line !== '' && line !== 'OK' && !line.startsWith('AT+GMR'));
  }

  /**
   * Joins the access point, where there is one to join, without storing it.
   * @returns whether the module has an address
   * @throws CompareError `NOBODY` when it cannot join
   */
  async join(): Promise<boolean> {
    const accessPoint = this.#accessPoint;
    if (accessPoint !== undefined) {
      await this.ask('AT+SYSSTORE=0');
      await this.ask('AT+CWMODE=1');
      const [ssid, password] = [quoted(accessPoint.ssid), quoted(accessPoint.password)];
      const joined = await this.ask(`AT+CWJAP=${ssid},${password}`, JOIN_MS);
      await this.ask('AT+SYSSTORE=1');
      if (joined?.includes('\r\nOK\r\n') !== true)
        throw new CompareError('NOBODY', message('compare.notJoined', { ssid: accessPoint.ssid }));
    }
    for (let tries = 0; tries < TRIES; tries++) {
      const address = /\+CIPSTA:ip:"([\d.]+)"/.exec((await this.ask('AT+CIPSTA?')) ?? '')?.[1];
      this.#hadAddress = address !== undefined && address !== '0.0.0.0';
      if (this.#hadAddress) return true;
      await this.#line.until(() => this.#line.output.includes('GOT IP'), TRY_MS);
    }
    return false;
  }

  /** Notes what a case has done that only other commands undo. */
  note(input: string): void {
    for (const [, namespace = ''] of input.matchAll(/AT\+SYSMFG=\d,"([^"]+)"/gi))
      this.#namespaces.add(namespace);
    if (STORED.test(input)) this.#restore = true;
    for (const [pattern, undo] of UNDO) if (pattern.test(input)) this.#undo.add(undo);
  }

  /**
   * Brings it into the state of the beginning.
   * @returns what it had still to say; undefined: it did not answer at first
   * @throws CompareError `LOST` when it does not answer at all
   */
  async clean(): Promise<string | undefined> {
    const rest = await this.#sync();
    await this.#broker.behave('accepting');
    if (rest === undefined && !(await this.#fill())) throw this.#silent();
    for (const command of ['ATE1', 'AT+SYSLOG=0', ...this.#undo])
      if ((await this.ask(command)) === undefined) throw this.#silent();
    this.#undo = new Set();
    for (const namespace of this.#namespaces) await this.ask(`AT+SYSMFG=0,"${namespace}"`);
    this.#namespaces.clear();
    if ((await this.ask('AT+MQTTCLEAN=0', CLEAN_MS)) === undefined) throw this.#silent();
    const state = (await this.ask('AT+MQTTCONN?')) ?? '';
    if (!/\+MQTTCONN:0,0,/.test(state)) throw new CompareError('LOST', message('compare.notClean'));
    if (this.#restore) await this.restart('AT+RESTORE');
    return rest;
  }

  /** Restarts it. @param command AT+RST, AT+RESTORE @throws CompareError `LOST` */
  async restart(command: 'AT+RST' | 'AT+RESTORE'): Promise<void> {
    this.#restore = false;
    this.#line.take();
    this.#line.write(`${command}\r\n`);
    await this.booted();
  }

  /** It restarts by itself. @param begun what has come of it @throws CompareError `LOST` */
  async booted(begun = ''): Promise<void> {
    const ready = (): boolean => `${begun}${this.#line.output}`.includes('\r\nready\r\n');
    if (!(await this.#line.until(ready, READY_MS))) throw this.#silent();
    if (!(await this.#answersAt(READY_MS))) throw this.#silent();
    if (this.#accessPoint !== undefined) await this.join();
    else if (this.#hadAddress)
      await this.#line.until(() => `${begun}${this.#line.output}`.includes('GOT IP'), ADDRESS_MS);
    this.#line.take();
  }

  async #answersAt(ms: number): Promise<boolean> {
    const from = this.#line.output.length;
    this.#line.write('AT\r\n');
    return this.#line.until(() => FINAL.test(this.#line.output.slice(from)), ms);
  }

  /** @returns what came before the answer to AT; undefined: there was none */
  async #sync(): Promise<string | undefined> {
    // What came before may end as that answer does.
    const before = this.#line.take();
    this.#line.write('AT\r\n');
    const answered = await this.#line.until(() => ANSWERED.test(this.#line.output), SYNC_MS);
    return answered ? before + this.#line.take().replace(ANSWERED, '') : undefined;
  }

  /** A command that waits for data gets it; one that still does something, for its broker has gone, is waited for. */
  async #fill(): Promise<boolean> {
    let [filled, waited] = [0, 0];
    while (filled < FILLER_TIMES && waited < BUSY_TIMES) {
      const busy = this.#line.take().includes('busy p...');
      if (busy) waited++;
      else {
        filled++;
        this.#line.write(FILLER);
      }
      await this.#line.until(() => !busy && this.#line.output !== '', busy ? BUSY_MS : FILLER_MS);
      if ((await this.#sync()) !== undefined) return true;
    }
    return false;
  }

  #silent(): CompareError {
    return new CompareError('LOST', message('compare.silent'));
  }
}

/** What is stored, and no command undoes. */
const STORED = /AT\+CIPSNTPCFG=/i;

/** What undoes a command that lasts longer than a link. */
const UNDO: readonly (readonly [RegExp, string])[] = [
  [/AT\+SYSMSG=/i, 'AT+SYSMSG=0'],
  [/AT\+SYSSTORE=/i, 'AT+SYSSTORE=1'],
  [/AT\+SLEEP=/i, 'AT+SLEEP=0'],
];

const quoted = (text: string): string => `"${text.replaceAll(/[\\",]/g, '\\$&')}"`;
