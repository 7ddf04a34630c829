import type { Language } from '#messages/language';
import { message } from '#messages/message';
import type { Clock } from '#time/clock';
import { ConnectionEnds } from './connection-ends.ts';
import { type InterfaceInfo, LINK_TYPE, writeInterfaceDescription } from './interface-description.ts';
import { type CaptureShared, ModuleCapture } from './module-capture.ts';
import { writeNote } from './note.ts';
import { PacketQueue, type WriteBlocks } from './packet-queue.ts';
import { writeSectionHeader } from './section-header.ts';

/** What a capture works with. */
export interface CaptureParts {
  readonly clock: Clock;
  /** Of the comments. */
  readonly language: Language;
  /** The program that writes it, with its version. */
  readonly program: string;
  /** Whether comments say which module it is. */
  readonly several: boolean;
  readonly write: WriteBlocks;
}

/**
 * What modules and their brokers say to each other, in clear, as a pcapng: streams of TCP that carry the bytes of MQTT, with
 * comments.
 */
export class Capture {
  readonly #language: Language;
  readonly #several: boolean;
  readonly #queue: PacketQueue;
  readonly #shared: CaptureShared;
  readonly #interfaces = new Map<string, number>();
  #interfaceCount = 0;
  /** The interface of what has no packet. */
  #notes: number | undefined;

  constructor({ clock, language, program, several, write }: CaptureParts) {
    this.#language = language;
    this.#several = several;
    const queue = new PacketQueue({ clock, language, write });
    this.#queue = queue;
    queue.put(writeSectionHeader({ program, comment: language.textOf(message('pcap.about')) }));
    this.#shared = {
      queue,
      ends: new ConnectionEnds(),
      note: (micros, said) => {
        this.#notes ??= this.#addInterface(
          LINK_TYPE.upperPdu,
          'atmqtt',
          language.textOf(message('pcap.notes')),
        );
        queue.addAlone(this.#notes, micros, writeNote(language.textOf(said)), [said]);
      },
    };
  }

  /** Looks on at a module. @param shownAs the interface that its packets are on */
  forModule(name: string, shownAs: string): ModuleCapture {
    let interfaceId = this.#interfaces.get(shownAs);
    if (interfaceId === undefined) {
      const description = this.#language.textOf(message('pcap.interface', { module: shownAs }));
      interfaceId = this.#addInterface(LINK_TYPE.rawIp, shownAs, description);
      this.#interfaces.set(shownAs, interfaceId);
    }
    return new ModuleCapture(this.#shared, this.#several ? name : undefined, interfaceId);
  }

  /** What waited was written. */
  drained(): void {
    this.#queue.drained();
  }

  /** Nothing can be written any more. */
  stop(): void {
    this.#queue.stop();
  }

  /** Writes all there is. */
  flush(): void {
    this.#queue.flush();
  }

  #addInterface(linkType: InterfaceInfo['linkType'], name: string, description: string): number {
    this.#queue.put(writeInterfaceDescription({ linkType, name, description }));
    return this.#interfaceCount++;
  }
}
