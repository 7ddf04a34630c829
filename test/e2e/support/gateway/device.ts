import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, type Host, openTerminal } from '../soak/host.ts';
import type { Witness } from '../soak/witness.ts';
import type { Adapter } from './adapter.ts';
import { DeviceLedger } from './device-ledger.ts';

const LIMIT_MS = 20_000;
const RETRY_MS = 100;

/** A device with its firmware behind an adapter, and the messages between it and the other side of the broker. */
export class Device {
  readonly name: string;
  readonly adapter: Adapter;
  readonly ledger = new DeviceLedger();
  /** It knows nothing of brokers: the settings file connects its link. */
  readonly onlyPublishes: boolean;
  readonly #fault: (what: string) => void;
  #host: Host | undefined;

  constructor(
    name: string,
    adapter: Adapter,
    { onlyPublishes, fault }: { onlyPublishes: boolean; fault: (what: string) => void },
  ) {
    this.name = name;
    this.onlyPublishes = onlyPublishes;
    this.adapter = adapter;
    this.#fault = fault;
  }

  /** Opens its end of the line. */
  async attach(): Promise<void> {
    this.#host = await openTerminal(this.adapter.far, {
      limitMs: LIMIT_MS,
      hang: (line) => this.#fault(`${this.name}: no answer to ${line}`),
      message: (_topic, payload) => {
        if (this.ledger.in.came(Number.parseInt(payload, 10))) return;
        this.#fault(`${this.name} read what nobody sent: ${payload}`);
      },
    });
  }

  /** Its adapter is plugged in, and it is on. */
  plug(): Promise<void> {
    return this.adapter.plug(() => this.attach());
  }

  /** Its adapter is pulled out, with the device behind it. */
  async pull(): Promise<void> {
    await this.detach();
    await this.adapter.pull();
  }

  async detach(): Promise<void> {
    await this.#host?.leave();
    this.#host = undefined;
  }

  /** Sends a command. @returns its answer; `gone` without a line */
  async ask(line: string): Promise<Answer> {
    return (await this.#host?.ask(line)) ?? 'gone';
  }

  /** Sends a command until it is answered with OK, as firmware does that waits for something. */
  async insist(line: string): Promise<void> {
    for (const end = Date.now() + LIMIT_MS; Date.now() < end; await pause(RETRY_MS)) {
      if ((await this.ask(line)) === 'OK') return;
    }
    throw new Error(`${this.name}: ${line} was never answered with OK`);
  }

  /** What the firmware says after each start of its module: a session that is kept, and a topic. */
  async connect(port: number): Promise<void> {
    if (this.onlyPublishes) return;
    await this.insist(`AT+MQTTUSERCFG=0,1,"${this.name}","","",0,0,""`);
    await this.insist('AT+MQTTCONNCFG=0,60,1,"","",0,0');
    await this.insist(`AT+MQTTCONN=0,"127.0.0.1",${port},1`);
    await this.insist(`AT+MQTTSUB=0,"in/${this.name}",2`);
  }

  /** Publishes once. @returns whether it was acknowledged */
  async publish(qos: 1 | 2): Promise<boolean> {
    const number = this.ledger.out.begin(qos);
    const answer = await this.ask(`AT+MQTTPUB=0,"out/${this.name}","${number}",${qos},0`);
    if (answer === 'OK') this.ledger.out.promise(number);
    return answer === 'OK';
  }

  /** Is sent a message. Resolves once the broker has acknowledged it. */
  async receive(witness: Witness, qos: 1 | 2): Promise<void> {
    const number = this.ledger.in.begin(qos);
    await witness.publish(`in/${this.name}`, `${number}`, qos);
    this.ledger.in.promise(number);
  }

  /** So many messages each way, of QoS 1 and 2 in turn, are acknowledged; what is refused is no message of its device. */
  async exchange(witness: Witness, times: number): Promise<void> {
    const sending = async (): Promise<void> => {
      for (let turn = 0; turn < times; turn++) await this.receive(witness, qosOf(turn));
    };
    await Promise.all([this.#publishSome(times), sending()]);
  }

  async #publishSome(times: number): Promise<void> {
    const end = Date.now() + LIMIT_MS;
    for (let turn = 0; turn < times && Date.now() < end; ) {
      if (await this.publish(qosOf(turn))) turn++;
      else await pause(RETRY_MS);
    }
  }
}

function qosOf(turn: number): 1 | 2 {
  return turn % 2 === 0 ? 1 : 2;
}
