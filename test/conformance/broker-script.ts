import type { Packet } from 'mqtt-packet';
import { toBytes } from '#scenario/notation';
import { ScriptedBroker } from '../support/scripted-broker.ts';

/**
 * The broker of a case, and the directions that a transcript gives it:
 * - `refuses N` from now on CONNACK has return code N; `accepts` ends that
 * - `remembers` from now on CONNACK says that the session is present
 * - `ignores PACKET …` from now on no answer these; `answers` ends that
 * - `grants N` from now on SUBACK has return code N
 * - `sends TOPIC QOS PAYLOAD` it publishes; `sends-raw ‹…›` it sends bytes
 * - `got PACKET [field=value …]` it has got, or gets, such a packet
 * - `got-no PACKET` it has got none since the last `got`
 * - `drops` it cuts the connection, `leaves` and is no longer there, `returns`
 * - `left` the module has closed the connection, or does
 */
export class BrokerScript {
  readonly #broker = new ScriptedBroker();

  get port(): number {
    return this.#broker.port;
  }

  start(): Promise<void> {
    return this.#broker.start();
  }

  stop(): Promise<void> {
    return this.#broker.stop();
  }

  async direct([what = '', ...words]: readonly string[]): Promise<void> {
    const broker = this.#broker;
    const { manners } = broker;
    switch (what) {
      case 'refuses':
        manners.connack = Number(words[0]);
        return;
      case 'accepts':
        manners.connack = 0;
        return;
      case 'remembers':
        manners.sessionPresent = true;
        return;
      case 'ignores':
        manners.silent = new Set(words.map((word) => word.toLowerCase()));
        return;
      case 'answers':
        manners.silent.clear();
        return;
      case 'grants':
        manners.suback = Number(words[0]);
        return;
      case 'sends':
        return this.#send(words);
      case 'sends-raw':
        return broker.send(toBytes(words.join(' ')));
      case 'got':
        return this.#got(words);
      case 'got-no':
        return this.#gotNo(words[0] ?? '');
      case 'drops':
        return broker.drop();
      case 'leaves':
        return broker.stop();
      case 'returns':
        return broker.start();
      case 'left':
        return broker.left();
      default:
        throw new Error(`the broker cannot do ${what}`);
    }
  }

  #send([topic = '', qos, ...payload]: readonly string[]): void {
    this.#broker.send({
      cmd: 'publish',
      topic: toBytes(topic).toString(),
      payload: toBytes(payload.join(' ')),
      qos: Number(qos) as 0 | 1 | 2,
      messageId: 77,
      retain: false,
      dup: false,
    });
  }

  async #got([cmd = '', ...fields]: readonly string[]): Promise<void> {
    const packet: unknown = await this.#broker.got(cmd.toLowerCase() as Packet['cmd']);
    for (const field of fields) {
      const [name = '', ...value] = field.split('=');
      const wanted = toBytes(value.join('=')).toString();
      const got = String(name.split('.').reduce(member, packet));
      if (got !== wanted) throw new Error(`${name} is ${got}, not ${wanted}`);
    }
  }

  #gotNo(cmd: string): void {
    const unwanted = this.#broker.received.find((packet) => packet.cmd === cmd.toLowerCase());
    if (unwanted !== undefined) throw new Error(`the broker got ${JSON.stringify(unwanted)}`);
  }
}

function member(of: unknown, key: string): unknown {
  return (of as Record<string, unknown> | undefined)?.[key];
}
