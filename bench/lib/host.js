import { within } from './processes.js';

const OK = Buffer.from('\r\nOK\r\n');

/** A host on a stream: sends a line, waits for what ends its reply. */
export class Host {
  #text = '';
  /** @type {(() => void) | undefined} */
  #wake;
  #watching = true;

  /** @param {import('node:stream').Duplex} stream */
  constructor(stream) {
    this.stream = stream;
    stream.on('data', (chunk) => {
      if (!this.#watching) return;
      this.#text += chunk.toString('latin1');
      this.#wake?.();
    });
  }

  /**
   * @param {string | Uint8Array} line without its end; bytes are sent as they are
   * @param {string} [until] what ends the reply
   * @returns {Promise<string>} what came
   */
  async say(line, until = '\r\nOK\r\n') {
    this.#text = '';
    this.stream.write(typeof line === 'string' ? `${line}\r\n` : line);
    return this.hear(until, typeof line === 'string' ? line : 'data');
  }

  /**
   * Waits for something since the last line was sent.
   * @param {string} until
   * @param {string} [after] what it is the answer to
   * @returns {Promise<string>}
   */
  async hear(until, after = 'the module') {
    while (!this.#text.includes(until)) {
      if (/ERROR|FAIL|busy/.test(this.#text)) throw new Error(`${after} failed: ${this.#text}`);
      const woken = /** @type {Promise<void>} */ (
        new Promise((resolve) => {
          this.#wake = resolve;
        })
      );
      await within(
        `${JSON.stringify(until)} after ${after}, with ${JSON.stringify(this.#text)} only,`,
        woken,
      );
    }
    return this.#text;
  }

  /**
   * Configures a link and connects it, without echo.
   * @param {number} port of a broker
   * @param {string} id
   * @param {boolean} [keepsSession] whether broker and module keep what is under way
   */
  async connect(port, id, keepsSession = false) {
    await this.say('ATE0');
    await this.say(`AT+MQTTUSERCFG=0,1,"${id}","","",0,0,""`);
    if (keepsSession) await this.say('AT+MQTTCONNCFG=0,60,1,"","",0,0');
    await this.say(`AT+MQTTCONN=0,"127.0.0.1",${port},0`);
  }

  /**
   * Counts what comes in its most careless way, so that the benchmark costs little.
   * @param {number} bytes
   * @returns {Promise<void>} resolves when as many have come
   */
  count(bytes) {
    this.#watching = false;
    let left = bytes;
    return new Promise((resolve) => {
      const take = (/** @type {Buffer} */ chunk) => {
        left -= chunk.length;
        if (left > 0) return;
        this.stream.off('data', take);
        this.#watching = true;
        resolve();
      };
      this.stream.on('data', take);
    });
  }

  /**
   * Sends a line again and again, the next once OK has come.
   * @param {string} line without its end
   * @param {number} times
   * @param {number} [bytes] of each answer
   * @returns {Promise<number[]>} the milliseconds of each
   */
  async repeat(line, times, bytes = OK.length) {
    this.#watching = false;
    const sent = Buffer.from(`${line}\r\n`);
    /** @type {number[]} */
    const took = [];
    let left = bytes;
    let began = 0;
    await /** @type {Promise<void>} */ (
      new Promise((resolve, reject) => {
        const next = () => {
          left = bytes;
          began = performance.now();
          this.stream.write(sent);
        };
        const take = (/** @type {Buffer} */ chunk) => {
          left -= chunk.length;
          if (left > 0) return;
          took.push(performance.now() - began);
          if (left < 0) reject(new Error(`${line} was answered ${JSON.stringify(chunk.toString('latin1'))}`));
          else if (took.length < times) return next();
          else resolve();
          this.stream.off('data', take);
        };
        this.stream.on('data', take);
        next();
      })
    );
    this.#watching = true;
    return took;
  }
}
