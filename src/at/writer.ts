import type { Cancel, Timers } from '#time/timers';
import { errorCode, formatErrorCode } from './codes.ts';
import { Delivery } from './delivery.ts';
import type { OutputQueue } from './output-queue.ts';
import type { Failure } from './reply.ts';
import { ERROR_BYTES, joinLines, OK_AND_PROMPT_BYTES, OK_BYTES, PROMPT_BYTES } from './reply.ts';
import { URCS, type UrcKind } from './urc.ts';
import type { WriterConduct } from './writer-conduct.ts';

const BUSY = URCS.busy.bytes();
/** So many bytes held back are enough. */
const FULL_BYTES = 65_536;
/** Milliseconds from OK to a prompt that is written by itself. */
const PROMPT_AFTER_MS = 1;
const LINE_END_BYTES = 2;

/** What waits for the end of a data phase, or for a host. */
interface HeldUrc {
  readonly bytes: Uint8Array;
  readonly delivered: (() => void) | undefined;
}

/**
 * The only object that writes to hosts [B-REPLY-3], [B-URC-1]. Echo goes to its sender, everything else to all.
 * Each call is one whole thing: nothing comes between the bytes of a reply, a prompt or a URC.
 * Writes are gathered until `flush`, which the owner calls at the end of each turn.
 */
export class Writer {
  /** Print codes before failures: `AT+SYSLOG=1`. */
  showCodes = false;
  /** Never changed, but replaced: a Set takes three times the memory, and most modules have one host. `concat`
   * leaves no spare room, as spreading does. */
  #outputs: readonly OutputQueue[] = [];
  readonly #holdReceived: boolean;
  readonly #awaitsHost: boolean;
  readonly #conduct: WriterConduct;
  readonly #timers: Timers;
  readonly #schedule: (flush: () => void) => void;
  readonly #wrote: ((urc: Uint8Array) => void) | undefined;
  readonly #sent: ((bytes: Uint8Array, delivered: boolean) => void) | undefined;
  readonly #backlog: ((many: boolean) => void) | undefined;
  readonly #flush = (): void => this.flush();
  #dataOpen = false;
  #held: HeldUrc[] = [];
  #heldBytes = 0;
  #scheduled = false;
  /** Takes back a prompt that is still to be written. */
  #promptDue: Cancel | undefined;
  /** It comes right behind the next message. */
  #promptFollows = false;
  readonly #prompted: (() => void) | undefined;

  /**
   * @param options.holdReceived hold received messages back during a data phase
   * @param options.awaitsHost hold back what has to be delivered while nobody is there
   * @param options.schedule runs the given flush before the turn of the event loop ends
   * @param options.wrote hears of each URC that goes out
   * @param options.sent hears of all bytes that go out, and whether somebody is there for them
   * @param options.prompted hears of each prompt that goes out apart from the answer before it
   * @param options.backlog hears when more is held back than is wanted, and when it no longer is
   */
  constructor(options: {
    holdReceived: boolean;
    awaitsHost: boolean;
    conduct: WriterConduct;
    timers: Timers;
    schedule: (flush: () => void) => void;
    wrote?: ((urc: Uint8Array) => void) | undefined;
    sent?: ((bytes: Uint8Array, delivered: boolean) => void) | undefined;
    prompted?: (() => void) | undefined;
    backlog?: (many: boolean) => void;
  }) {
    this.#holdReceived = options.holdReceived;
    this.#awaitsHost = options.awaitsHost;
    this.#conduct = options.conduct;
    this.#timers = options.timers;
    this.#schedule = options.schedule;
    this.#wrote = options.wrote;
    this.#sent = options.sent;
    this.#prompted = options.prompted;
    this.#backlog = options.backlog;
  }

  attach(output: OutputQueue): void {
    this.#outputs = this.#outputs.concat(output);
    this.hostCame();
  }

  /** Somebody may be there for whom something waits; whether that is so is known at the end of the turn. */
  hostCame(): void {
    if (this.#held.length > 0) this.#arrange();
  }

  detach(output: OutputQueue): void {
    this.#outputs = this.#outputs.filter((each) => each !== output);
  }

  /** The bytes of a command come back to the host that sent them [B-LINE-2]. */
  echo(output: OutputQueue, bytes: Buffer): void {
    output.echo(bytes);
    this.#sent?.(bytes, output.present);
    this.#arrange();
  }

  /** A whole reply. Its bytes, as those of a URC, must not be changed afterwards. */
  reply(bytes: Buffer): void {
    this.#toAll(bytes);
  }

  /**
   * A failure: what comes before it, its codes when they are shown, and `ERROR` or what stands for it.
   * @returns what was written
   */
  failure(failed: Failure): Buffer {
    const codes = this.showCodes ? failed.codes.map(codeLine) : [];
    const bytes = Buffer.concat([joinLines(failed.before), ...codes, failed.instead ?? ERROR_BYTES]);
    this.#toAll(bytes);
    return bytes;
  }

  /** A line was discarded because a command is waiting [B-BUSY-1]. @returns what was written */
  busy(): Buffer {
    const bytes = this.showCodes ? Buffer.concat([codeLine(errorCode('busy')), BUSY]) : BUSY;
    this.#toAll(bytes);
    return bytes;
  }

  /** OK and the data prompt; from here to `closeData` a data phase is open. */
  openData(): void {
    this.#dataOpen = true;
    if (this.#conduct.promptsAtOnce) return this.#toAll(OK_AND_PROMPT_BYTES);
    this.#toAll(OK_BYTES);
    this.#promptDue = this.#timers.after(PROMPT_AFTER_MS, () => this.prompt());
  }

  /** OK; a data phase is open, and its prompt comes behind the first message, or so many milliseconds later. */
  openDataBeforePrompt(waitMs: number): void {
    this.#dataOpen = true;
    this.#toAll(OK_BYTES);
    this.#promptFollows = true;
    this.#promptDue = this.#timers.after(waitMs, () => this.prompt());
  }

  /** The prompt that is still to be written. */
  prompt(): void {
    this.#promptDue?.();
    this.#promptDue = undefined;
    this.#toAll(PROMPT_BYTES);
    if (this.#promptFollows) this.#prompted?.();
    this.#promptFollows = false;
  }

  /** The data phase is over; what it held back is written, right before the reply that follows. */
  closeData(): void {
    if (this.#promptDue !== undefined) this.prompt();
    this.#dataOpen = false;
    this.#writeHeld();
  }

  /**
   * A URC, line end included.
   * @param bytes kept when it is held back
   * @param delivered called once, as `Delivery` has it; at once where nobody is attached, unless a host is waited for
   */
  urc(bytes: Uint8Array, kind: UrcKind, delivered?: () => void): void {
    const hold = kind === 'link' || kind === 'loss' || (kind === 'received' && this.#holdReceived);
    if (this.#dataOpen && hold) {
      const bare = kind === 'loss' && !this.#conduct.endsHeldLoss;
      this.#hold(bare ? bytes.subarray(0, -LINE_END_BYTES) : bytes, delivered);
      return;
    }
    this.#toAllUrc(bytes, delivered);
    if (this.#promptFollows && kind === 'received') this.prompt();
  }

  /**
   * Throws away what was written in earlier turns and has not left, as a reset does.
   * @param output keeps what was written to it last
   * @param keep so many bytes of it: the echo of the command that resets
   */
  discard(output?: OutputQueue, keep = 0): void {
    for (const each of this.#outputs) each.discard(each === output ? keep : 0);
  }

  /** Back to the state after power-on; what was held back is lost with the RAM. */
  reset(): void {
    this.showCodes = false;
    this.#dataOpen = false;
    this.#promptDue?.();
    this.#promptDue = undefined;
    this.#promptFollows = false;
    this.#letGo();
  }

  /** Hands everything gathered to the hosts. */
  flush(): void {
    this.#scheduled = false;
    if (this.#held.length > 0 && !this.#dataOpen && this.#isSomebodyThere) this.#writeHeld();
    for (const output of this.#outputs) output.flush();
  }

  #hold(bytes: Uint8Array, delivered: (() => void) | undefined): void {
    this.#held.push({ bytes: Buffer.from(bytes), delivered });
    const before = this.#heldBytes;
    this.#heldBytes += bytes.length;
    if (before < FULL_BYTES && this.#heldBytes >= FULL_BYTES) this.#backlog?.(true);
  }

  #letGo(): void {
    const many = this.#heldBytes >= FULL_BYTES;
    this.#held = [];
    this.#heldBytes = 0;
    if (many) this.#backlog?.(false);
  }

  #writeHeld(): void {
    const held = this.#held;
    this.#letGo();
    for (const { bytes, delivered } of held) this.#toAllUrc(bytes, delivered);
  }

  #toAllUrc(bytes: Uint8Array, delivered: (() => void) | undefined): void {
    if (this.#awaitsHost && delivered !== undefined) return this.#deliver(bytes, delivered);
    this.#toAll(bytes, delivered && new Delivery(this.#outputs.length, delivered));
    this.#wrote?.(bytes);
  }

  /** To whoever is there, behind what waits already; where nobody is, or all go before they have it, it waits. */
  #deliver(bytes: Uint8Array, delivered: () => void): void {
    const somebodyWaits = this.#held.length > 0 && !this.#dataOpen;
    if (somebodyWaits || !this.#isSomebodyThere) return this.#hold(bytes, delivered);
    const lost = (undelivered: () => void): void => {
      if (this.#isSomebodyThere) undelivered();
      else this.#hold(bytes, undelivered);
    };
    this.#toAll(bytes, new Delivery(this.#outputs.length, delivered, lost));
    this.#wrote?.(bytes);
  }

  get #isSomebodyThere(): boolean {
    return this.#outputs.some(({ present }) => present);
  }

  #toAll(bytes: Uint8Array, delivery?: Delivery): void {
    for (const output of this.#outputs) output.put(bytes, delivery);
    this.#sent?.(bytes, this.#isSomebodyThere);
    this.#arrange();
  }

  #arrange(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#schedule(this.#flush);
  }
}

function codeLine(code: number): Buffer {
  return Buffer.from(`ERR CODE:${formatErrorCode(code)}\r\n`);
}
