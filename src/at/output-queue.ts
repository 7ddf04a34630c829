import { WriteBuffer } from '#bytes/write-buffer';
import { type Delivery, DeliveryBatch } from './delivery.ts';

/** From this size on bytes are handed on by themselves. */
const CHUNK_BYTES = 65_536;

/** Where the bytes of an output go. */
export interface OutputTarget {
  /**
   * Takes a chunk, which is the target's to keep.
   * @param accepted is called once the port has accepted all of it
   * @returns false when that is enough, until `OutputQueue.drained`
   */
  write(chunk: Buffer, accepted?: () => void): boolean;
  /** It takes no more. */
  full?(): void;
  /**
   * It takes no more, and its queue is full.
   * @returns true when what comes is to be dropped; false when it is kept, and whoever writes should pause
   */
  overfull?(): boolean;
  /** So many bytes, a whole reply or URC, were dropped. */
  lost?(bytes: number): void;
  /** Forgets what was written and has not left. */
  discard?(): void;
}

interface QueuedChunk {
  readonly chunk: Buffer;
  readonly batch: DeliveryBatch | undefined;
}

/**
 * The way out to one host: gathers what is written in a turn, and keeps what the host does not take. Whole replies and
 * URCs are dropped where the host has no flow control and its queue is full [B-BUSY-4].
 */
export class OutputQueue {
  /** Somebody is there who could read. */
  present = true;
  readonly #target: OutputTarget;
  readonly #limit: number;
  readonly #gathered: WriteBuffer;
  /** The target takes no more. */
  #blocked = false;
  #queue: QueuedChunk[] | undefined;
  #queuedBytes = 0;
  /** Of what is gathered. */
  #deliveries: Delivery[] | undefined;
  /** What the target has and the port has not accepted yet. */
  #inFlight: DeliveryBatch[] | undefined;

  /** @param limit bytes that are kept for a host that takes no more, before it is held back or loses what comes */
  constructor(target: OutputTarget, limit = 0) {
    this.#target = target;
    this.#limit = limit;
    this.#gathered = new WriteBuffer((chunk) => this.#pass(chunk), CHUNK_BYTES);
  }

  /** The bytes of a command on their way back; they are copied. */
  echo(bytes: Buffer): void {
    if (this.#blocked && this.#overfull()) return this.#drop(bytes.length);
    this.#gathered.append(bytes);
  }

  /** A whole reply or URC, which nobody changes any more. */
  put(bytes: Uint8Array, delivery?: Delivery): void {
    if (this.#blocked && this.#overfull()) return this.#drop(bytes.length, delivery);
    if (delivery !== undefined) this.#expect(delivery, bytes.length);
    this.#gathered.appendOwned(bytes);
  }

  /** Hands on what was gathered, unless the target takes no more. */
  flush(): void {
    if (!this.#blocked) this.#gathered.flush();
  }

  /** Hands on everything there is, whatever the target takes. */
  end(): void {
    this.#gathered.flush();
    for (const { chunk, batch } of this.#take()) this.#send(chunk, batch);
  }

  /** The target takes bytes again. @returns whether it took all there is */
  drained(): boolean {
    this.#blocked = false;
    for (let next = this.#queue?.shift(); next !== undefined; next = this.#queue?.shift()) {
      this.#queuedBytes -= next.chunk.length;
      this.#send(next.chunk, next.batch);
      if (this.#blocked) return false;
    }
    this.#queue = undefined;
    this.#gathered.flush();
    return !this.#blocked;
  }

  /**
   * Throws away what has not left, as a reset does; what was written in this turn stays.
   * @param keep where the target takes no more: so many bytes that were written last, and no others
   */
  discard(keep: number): void {
    for (const { batch } of this.#take()) batch?.forget();
    if (this.#blocked) {
      this.#deliveries = undefined;
      this.#gathered.keepLast(keep);
    }
    for (const batch of this.#inFlight ?? []) batch.forget();
    this.#inFlight = undefined;
    this.#target.discard?.();
  }

  /** The host has gone, or nobody has its end open: it gets nothing of what is on its way. */
  gone(): void {
    for (const { batch } of this.#take()) batch?.settle('lost');
    for (const batch of this.#inFlight?.splice(0) ?? []) batch.settle('lost');
    for (const delivery of this.#deliveries?.splice(0) ?? []) delivery.lost();
    this.#gathered.keepLast(0);
  }

  #take(): QueuedChunk[] {
    const queue = this.#queue ?? [];
    this.#queue = undefined;
    this.#queuedBytes = 0;
    return queue;
  }

  /** One that does not fit is still taken whole, so that a message longer than the queue is not lost to a reader. */
  #overfull(): boolean {
    return this.#queuedBytes + this.#gathered.length >= this.#limit && this.#target.overfull?.() === true;
  }

  #drop(bytes: number, delivery?: Delivery): void {
    delivery?.lost();
    this.#target.lost?.(bytes);
  }

  /** The next chunk that is handed on must hold the bytes of this delivery, and nothing may be handed on before. */
  #expect(delivery: Delivery, size: number): void {
    if (!this.present) return delivery.lost();
    const { length } = this.#gathered;
    if (length > 0 && (size >= CHUNK_BYTES / 2 || length + size > CHUNK_BYTES)) this.#gathered.flush();
    this.#deliveries ??= [];
    this.#deliveries.push(delivery);
  }

  #pass(chunk: Buffer): void {
    const deliveries = this.#deliveries;
    this.#deliveries = undefined;
    const batch = deliveries === undefined ? undefined : new DeliveryBatch(deliveries);
    if (!this.#blocked) return this.#send(chunk, batch);
    this.#queue ??= [];
    this.#queue.push({ chunk, batch });
    this.#queuedBytes += chunk.length;
  }

  #send(chunk: Buffer, batch: DeliveryBatch | undefined): void {
    const more = batch === undefined ? this.#target.write(chunk) : this.#sendCounted(chunk, batch);
    if (more || this.#blocked) return;
    this.#blocked = true;
    this.#target.full?.();
    this.#overfull();
  }

  #sendCounted(chunk: Buffer, batch: DeliveryBatch): boolean {
    this.#inFlight ??= [];
    this.#inFlight.push(batch);
    return this.#target.write(chunk, () => {
      this.#inFlight = this.#inFlight?.filter((each) => each !== batch);
      batch.settle('taken');
    });
  }
}
