import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '#random/random';
import type { SoakedProgram } from '../program.ts';
import type { Witness } from '../witness.ts';
import { type Answer, CarefulHost } from './careful-host.ts';
import type { FaultLedger, Qos } from './fault-ledger.ts';
import { type Phase, phaseAt } from './schedule.ts';

/** Longer than what a busy machine and a late line add to a command. */
const SLACK_MS = 6000;
/** What needs no broker. */
const LOCAL_MS = 2000 + SLACK_MS;
/** A publish waits so long for those that are sent again before it [B-LOSS-5]. */
const BEHIND_MS = 30_000;
/** How long a module may take to answer AT again, whatever it was at. */
const BACK_MS = 45_000;
const RETRY_MS = 200;
const POLL_MS = 30;
/** After so many commands in a row that failed the module is configured anew. */
const FAILURES = 4;
/** What is published when all is well has arrived, and what is sent to it was read, within so many milliseconds. */
const SOUND_MS = 5000;
/** So much of a quiet time must be left for a proof that may fail: before, a busy machine is not told from a broken module. */
const PROOF_MS = 10_000;
const RAW_BYTES = 1500;
/** An access point that is always there; five seconds for joining it. */
const JOIN = 'AT+CWJAP="soak","soaksoak",,,,,,5';
const JOIN_MS = 5000 + SLACK_MS;
/** Longer than half the keep alive. */
const IDLE_MS = 2500;
/** Below what a message is cut at. */
const TEXT_BYTES = 120;

/** A module of the soak, as its firmware knows it. */
export interface Board {
  readonly module: string;
  readonly program: SoakedProgram;
  /** As AT+MQTTUSERCFG and AT+MQTTCONN have them. */
  readonly scheme: number;
  readonly address: string;
  readonly port: number;
  /** What the module waits for an acknowledgement, and for a connection. */
  readonly waitMs: number;
  readonly connectMs: number;
  /** Commands take the time that they may take as their last parameter. */
  readonly timed: boolean;
}

/** What all firmwares of a soak share. */
export interface FaultSoak {
  readonly ledger: FaultLedger;
  readonly witness: Witness;
  /** How long the faults of a program come and go. */
  readonly scheduleMs: number;
  /** The actors end what they are at, and begin nothing new. */
  stopping: boolean;
  /** Quiet times in which everything went well, and those in which it did not. */
  readonly quiet: { sound: number; broken: number };
}

/** The firmware at a module's UART: configures it, publishes, reads, and finds its way back from everything. */
export class Firmware {
  readonly #board: Board;
  readonly #soak: FaultSoak;
  readonly #random: Random;
  #host: CarefulHost | undefined;
  #life = 0;
  /** The link was configured and nothing has happened since that calls for it again. */
  #configured = false;
  #failures = 0;
  /** It was configured once since the host came. */
  #isUp = false;
  /** Of the last data phase. */
  #dataBytes = 0;
  /** The quiet time that was proved to be one. */
  #proved = '';
  /** All that goes wrong now is one of the module. */
  #strict = false;
  /** The link says that it is connected. */
  connected = false;
  /** A session with its subscription is at the broker. */
  subscribed = false;

  constructor(board: Board, soak: FaultSoak, random: Random) {
    this.#board = board;
    this.#soak = soak;
    this.#random = random;
  }

  get module(): string {
    return this.#board.module;
  }

  get program(): SoakedProgram {
    return this.#board.program;
  }

  /** Where the program is in its schedule. */
  get phase(): Phase {
    const { scheduleMs } = this.#soak;
    return phaseAt(Date.now() - this.#board.program.startedAt, scheduleMs);
  }

  /** Nothing is wrong by command now, and that was shown. */
  get proved(): boolean {
    return this.phase.quiet && this.#proved === this.#quietName();
  }

  /** Works until the soak stops. */
  async run(): Promise<void> {
    while (!this.#soak.stopping) await this.#turn();
  }

  /** Publishes to the module, as long as the soak does not stop. */
  async feed(): Promise<void> {
    while (!this.#soak.stopping) {
      await pause(this.#between(40, 250));
      if (!this.subscribed) continue;
      await this.#send(([0, 1, 2] as const)[this.#between(0, 3)] ?? 0);
    }
  }

  /** In a quiet time, reads what is left. @returns whether the module works */
  async readTheRest(): Promise<boolean> {
    const deadline = Date.now() + BACK_MS;
    while (Date.now() < deadline) {
      const { quiet, leftMs } = this.phase;
      if (!quiet || leftMs < SOUND_MS) await pause(RETRY_MS);
      else if (
        (await this.#enter()) &&
        (await this.#configure(deadline)) &&
        (await this.#isSound(Date.now() + SOUND_MS))
      )
        return true;
    }
    return false;
  }

  /** Closes both links first. */
  async leave(): Promise<void> {
    const deadline = Date.now() + BACK_MS;
    for (let link = 0; link < 2 && Date.now() < deadline; ) {
      const answer = await this.#host?.ask(`AT+MQTTCLEAN=${link}`, LOCAL_MS);
      if (answer === 'busy' || answer === 'silence') await pause(RETRY_MS);
      else link++;
    }
    await this.#host?.leave();
  }

  async #turn(): Promise<void> {
    if (!(await this.#enter())) return pause(RETRY_MS);
    const { quiet } = this.phase;
    if (!quiet) this.#strict = false;
    if (quiet && this.#proved !== this.#quietName()) return this.#prove();
    if (!this.#configured || this.#failures >= FAILURES) {
      this.#strict = false;
      await this.#configure(Date.now() + BACK_MS);
      return;
    }
    const what = this.#random.next();
    const side = `"side/${this.module}"`;
    // While faults are on, those find something to act on too that need a new connection, or one without traffic.
    if (what < 0.1 && !quiet) await this.#reconnect();
    else if (what < 0.13 && !quiet) await pause(IDLE_MS);
    else if (what < 0.55) await this.#publish(0);
    else if (what < 0.7) await this.#publish(1);
    else if (what < 0.8) await this.#ask('AT+MQTTCONN?', LOCAL_MS);
    else if (what < 0.9)
      await this.#ask(`AT+MQTTSUB=0,${side},1${this.#time()}`, this.#board.waitMs + SLACK_MS);
    else await this.#ask(`AT+MQTTUNSUB=0,${side}${this.#time()}`, this.#board.waitMs + SLACK_MS);
    await pause(quiet ? this.#between(20, 120) : this.#between(5, 40));
  }

  /** Shows in a quiet time that the module has forgotten all that was wrong. */
  async #prove(): Promise<void> {
    const name = this.#quietName();
    const { leftMs } = this.phase;
    const deadline = Date.now() + leftMs;
    const { program } = this.#board;
    const { witness } = this.#soak;
    const [{ lives }, { connections }] = [program, witness];
    const isSound = (await this.#configure(deadline)) && (await this.#isSound(deadline));
    // It counts only where nobody has killed the program meanwhile,
    if (program.lives !== lives || !program.wanted) return;
    // and fails only where there was time for it, and the other client, for which QoS 0 is not kept, was there.
    if (!isSound && (leftMs < PROOF_MS || !witness.connected || witness.connections !== connections)) return;
    this.#proved = name;
    if (isSound) {
      this.#soak.quiet.sound++;
      this.#strict = true;
    } else {
      this.#soak.quiet.broken++;
      const heard = JSON.stringify(this.#host?.heard);
      this.#soak.ledger.fault(`${this.module}: is not sound in quiet ${name} (heard last: ${heard})`);
    }
  }

  /** @param deadline until when messages may be on their way */
  async #isSound(deadline: number): Promise<boolean> {
    const waiting: (() => boolean)[] = [];
    for (const qos of [0, 1, 2] as const) {
      const publish = this.#soak.ledger.publish(this.module, qos, 'sound');
      const answer = await this.#ask(
        `AT+MQTTPUB=0,"out/${this.module}","${publish.payload}",${qos},0${this.#time()}`,
        this.#board.waitMs + SLACK_MS,
      );
      if (answer !== 'OK') return false;
      publish.ok();
      waiting.push(publish.arrived, (await this.#send(qos)).read);
    }
    while (!waiting.every((has) => has()) && Date.now() < deadline) await pause(POLL_MS);
    return waiting.every((has) => has());
  }

  #quietName(): string {
    return `${this.phase.period} of life ${this.#board.program.lives}`;
  }

  /** A message for the module. */
  async #send(qos: Qos): Promise<{ readonly read: () => boolean }> {
    const { ledger, witness } = this.#soak;
    const filler = 'y'.repeat(this.#between(0, 700));
    const { payload, taken, read } = ledger.send(this.module, qos, filler);
    if (qos > 0) {
      await witness.publish(`in/${this.module}`, payload, qos === 2 ? 2 : 1);
      taken();
    } else {
      if (this.connected && this.#configured && witness.connected) taken();
      witness.scatter(`in/${this.module}`, payload);
    }
    return { read };
  }

  /** Attaches to the module, if it is not already. */
  async #enter(): Promise<boolean> {
    const { program, module } = this.#board;
    if (this.#host !== undefined && !this.#host.gone) return true;
    if (this.#host !== undefined) this.#left();
    const info = program.ports(module).find(({ kind }) => kind === 'tcp');
    if (info?.port === undefined) return false;
    const { lives } = program;
    this.#host = await CarefulHost.dial(info.port, {
      message: (topic, payload) => this.#soak.ledger.read(module, topic, payload),
      nonsense: (what) => this.#suspect('nonsense', `read ${JSON.stringify(what.slice(0, 100))}`),
      reset: () => this.#restarted(),
      notice: () => {},
    });
    this.#life = lives;
    this.#isUp = false;
    return this.#host !== undefined;
  }

  #left(): void {
    const { program } = this.#board;
    this.#host = undefined;
    this.#configured = false;
    this.#strict = false;
    if (program.wanted && program.lives === this.#life) {
      this.#soak.ledger.fault(`${this.module}: the module has let its host go`);
    }
  }

  #restarted(): void {
    this.#configured = false;
    // A module that has just been started says so.
    if (this.#isUp) this.#suspect('reset', 'has restarted by itself');
  }

  /** Configures the module from the beginning until everything has its OK. @returns whether it has, in time */
  async #configure(deadline: number): Promise<boolean> {
    const { module, scheme, address, port } = this.#board;
    const { waitMs, connectMs } = this.#board;
    this.#configured = false;
    const lines: readonly (readonly [string, number])[] = [
      ['ATE0', LOCAL_MS],
      ['AT+MQTTCLEAN=0', LOCAL_MS + waitMs],
      ['AT+CIPSNTPCFG=1,0,"pool.ntp.org"', LOCAL_MS],
      [`AT+SYSTIMESTAMP=${Math.floor(Date.now() / 1000)}`, LOCAL_MS],
      [`AT+MQTTUSERCFG=0,${scheme},"${module}","","",0,0,""`, LOCAL_MS],
      ['AT+MQTTCONNCFG=0,4,1,"","",0,0', LOCAL_MS],
      [`AT+MQTTCONN=0,"${address}",${port},1${this.#time()}`, connectMs + SLACK_MS],
      [`AT+MQTTSUB=0,"in/${module}",2${this.#time()}`, waitMs + SLACK_MS],
    ];
    let failures = 0;
    let from = Date.now();
    for (let at = 0; at < lines.length; ) {
      if (this.#host === undefined || this.#host.gone || Date.now() > deadline) return false;
      if (at === 0) from = Date.now();
      const [line, limitMs] = lines[at] ?? ['', 0];
      const wasStrict = this.#strict;
      this.#strict = false;
      const answer = await this.#ask(line, limitMs);
      this.#strict = wasStrict;
      // There is nothing to clean where nothing was configured.
      if (answer === 'OK' || (at === 1 && answer === 'ERROR')) at++;
      else if (answer === 'reset' || answer === 'silence' || ++failures % FAILURES === 0) at = 0;
      else {
        // There may be no Wi-Fi, which does not come back by itself after a boot.
        if (line.startsWith('AT+MQTTCONN=')) await this.#ask(JOIN, JOIN_MS);
        await pause(RETRY_MS);
      }
    }
    this.#soak.ledger.history(module).configured({ from, to: Date.now() });
    this.#configured = true;
    this.#isUp = true;
    this.#failures = 0;
    this.subscribed = true;
    return true;
  }

  /** Connects one of the links anew: the first with a session that is kept, the second with a clean one. */
  async #reconnect(): Promise<void> {
    if (this.#random.next() < 0.4) {
      this.#configured = false;
      return;
    }
    const { module, scheme, address, port, waitMs, connectMs } = this.#board;
    await this.#ask('AT+MQTTCLEAN=1', LOCAL_MS + waitMs);
    await this.#ask(`AT+MQTTUSERCFG=1,${scheme},"${module}-${module}","","",0,0,""`, LOCAL_MS);
    await this.#ask('AT+MQTTCONNCFG=1,4,0,"","",0,0', LOCAL_MS);
    await this.#ask(`AT+MQTTCONN=1,"${address}",${port},0${this.#time()}`, connectMs + SLACK_MS);
  }

  async #publish(link: 0 | 1): Promise<void> {
    const { module, waitMs } = this.#board;
    // The second link is only there where it was connected, and does not come back by itself.
    if (link === 1 && this.#strict) return this.#publish(0);
    const qos = ([0, 1, 2] as const)[this.#between(0, 3)] ?? 0;
    const isRaw = this.#random.next() < 0.3;
    const filler = 'x'.repeat(this.#between(0, isRaw ? RAW_BYTES : TEXT_BYTES));
    const { payload, ok } = this.#soak.ledger.publish(module, qos, filler);
    const topic = `out/${module}`;
    const limitMs = waitMs + BEHIND_MS + SLACK_MS;
    const answer = await (isRaw
      ? this.#ask(
          `AT+MQTTPUBRAW=${link},"${topic}",${payload.length},${qos},0${this.#time()}`,
          limitMs,
          payload,
        )
      : this.#ask(`AT+MQTTPUB=${link},"${topic}","${payload}",${qos},0${this.#time()}`, limitMs));
    if (answer === 'OK') ok();
  }

  /** Asks, and finds the way back where there is no answer. */
  async #ask(line: string, limitMs: number, data?: string): Promise<Answer> {
    const host = this.#host;
    if (host === undefined) return 'gone';
    const from = Date.now();
    if (data !== undefined) this.#dataBytes = data.length;
    const answer = await host.ask(line, limitMs, data);
    if (answer === 'OK') this.#failures = 0;
    else this.#failures++;
    if (answer === 'silence') await this.#comeBack(host, line, from);
    if (this.#strict && answer !== 'OK' && answer !== 'gone' && this.phase.quiet) {
      const heard = JSON.stringify(host.heard);
      this.#soak.ledger.fault(`${this.module}: ${answer} to ${line} in a quiet time (heard last: ${heard})`);
    }
    return answer;
  }

  async #comeBack(host: CarefulHost, line: string, from: number): Promise<void> {
    const after = Date.now() - from;
    const heard = JSON.stringify(host.heard);
    const isBack = await host.resynchronise(BACK_MS, this.#dataBytes);
    this.#configured = false;
    const to = Date.now();
    const shown = line.slice(0, 40);
    const what = `no answer to ${shown} in ${after} ms, ${isBack ? `but again after ${to - from}` : 'and none to AT'}`;
    if (!host.gone) this.#suspect('silence', `${what} (heard last: ${heard})`, from, to);
  }

  #suspect(
    wrong: 'nonsense' | 'silence' | 'reset',
    what: string,
    from = Date.now() - 1000,
    to = Date.now(),
  ): void {
    this.#soak.ledger.suspect({ module: this.module, wrong, what: `${this.module}: ${what}`, from, to });
  }

  #time(): string {
    return this.#board.timed ? `,${this.#board.waitMs}` : '';
  }

  #between(min: number, end: number): number {
    return Math.floor(min + this.#random.next() * (end - min));
  }
}
