import { computed, type Signal, signal } from '@preact/signals';
import type { CommandEvent } from '#at/session/observer';
import {
  type BrowserHost,
  type BrowserModule,
  createModule,
  createPageBroker,
  english,
  type Language,
  type LanguageCode,
  loadLanguage,
  type PageBroker,
} from '#browser/index';
import type { Message } from '#messages/types';

/** Characters of the terminal that are kept, and lines of the lists beside it. */
const KEPT_CHARACTERS = 20_000;
const KEPT_LINES = 200;

/** What a lesson hears of a session. */
export type SessionEvent =
  | { readonly type: 'command'; readonly command: CommandEvent }
  | { readonly type: 'urc'; readonly line: string }
  /** Data was typed at a prompt. @see remaining: bytes that are still awaited; negative: too many were typed */
  | { readonly type: 'data'; readonly remaining: number };

/** An MQTT packet in the list. */
export interface ShownPacket {
  readonly id: number;
  readonly direction: '>' | '<';
  readonly text: string;
}

/** A reason, a warning or a note of the module. */
export interface ShownLog {
  readonly id: number;
  readonly level: string;
  readonly message: Message;
}

/** What the broker knows of a topic. */
export interface ShownTopic {
  readonly topic: string;
  readonly payload: string;
  readonly qos: number;
  readonly retained: boolean;
  readonly messages: number;
}

/** A module and a broker of a page, and what somebody sees of them. */
export class Session {
  /** What the module wrote, and the data that was typed. */
  readonly output = signal('');
  /** What was typed, an entry each. */
  readonly typed = signal<readonly string[]>([]);
  readonly packets = signal<readonly ShownPacket[]>([]);
  readonly log = signal<readonly ShownLog[]>([]);
  /** By topic, in the order in which they came. */
  readonly topics = signal<ReadonlyMap<string, ShownTopic>>(new Map());
  /** Bytes that a command still waits for; 0: it takes commands. */
  readonly dataRemaining = signal(0);
  /** Texts of the module in the language of the page; English until another is loaded. */
  readonly texts: Signal<Language> = signal(english);
  readonly language: Signal<LanguageCode>;
  readonly isEmpty = computed(() => this.typed.value.length === 0);
  readonly #listeners = new Set<(event: SessionEvent) => void>();
  #module: BrowserModule;
  #host: BrowserHost;
  #broker: PageBroker;
  #ids = 0;

  constructor(language: LanguageCode) {
    this.language = signal(language);
    this.speak(language);
    [this.#broker, this.#module, this.#host] = this.#start();
  }

  /** Tells everything in another language from now on. */
  speak(language: LanguageCode): void {
    this.language.value = language;
    void loadLanguage(language).then((loaded) => {
      if (this.language.value === language) this.texts.value = loaded;
    });
  }

  /** Hears of commands, URCs and data. @returns ends that */
  listen(listener: (event: SessionEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Topic filters of the first link. */
  get filters(): readonly string[] {
    return this.#module.links[0]?.topics.map(({ filter }) => filter) ?? [];
  }

  /** Types a line, or the data that a command waits for. */
  type(text: string): void {
    this.typed.value = [...this.typed.value, text];
    const awaited = this.#module.dataRemaining;
    if (awaited === 0) {
      this.#host.write(`${text}\r\n`);
      return;
    }
    // A module does not repeat data; a terminal that shows what is typed would.
    this.#show(`${text}\n`);
    this.#tell({ type: 'data', remaining: awaited - new TextEncoder().encode(text).length });
    this.#host.write(text);
  }

  /** Types several lines, each after the module has taken the one before. */
  async typeAll(lines: readonly string[]): Promise<void> {
    for (const line of lines) {
      this.type(line);
      await this.settled();
    }
  }

  /** When nothing is under way between module and broker: nothing in a page takes longer than its microtasks. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', () => {
        port1.close();
        resolve();
      });
      port1.start();
      port2.postMessage(undefined);
    });
  }

  /** Another module and another broker, which know nothing. */
  restart(): void {
    this.stop();
    this.output.value = '';
    this.typed.value = [];
    this.packets.value = [];
    this.log.value = [];
    this.topics.value = new Map();
    this.dataRemaining.value = 0;
    [this.#broker, this.#module, this.#host] = this.#start();
  }

  /** Switches the module off. */
  stop(): void {
    this.#host.close();
    this.#module.powerOff();
    this.#broker.close();
  }

  #start(): [PageBroker, BrowserModule, BrowserHost] {
    const broker = createPageBroker({
      onMessage: ({ topic, payload, qos, retain }) => {
        const before = this.topics.value.get(topic);
        const text = new TextDecoder().decode(payload);
        const retained = retain ? payload.length > 0 : before?.retained === true;
        const shown = { topic, payload: text, qos, retained, messages: (before?.messages ?? 0) + 1 };
        this.topics.value = new Map(this.topics.value).set(topic, shown);
      },
    });
    const module = createModule({
      broker,
      log: ({ level, message }) => {
        if (level === 'debug') return;
        this.log.value = [...this.log.value, { id: ++this.#ids, level, message }].slice(-KEPT_LINES);
      },
      onPacket: ({ direction, text }) => {
        this.packets.value = [...this.packets.value, { id: ++this.#ids, direction, text }].slice(-KEPT_LINES);
      },
      observer: {
        command: (command) => this.#tell({ type: 'command', command }),
        urc: (line) => this.#tell({ type: 'urc', line }),
      },
    });
    const host = module.attach({
      output: (_bytes, text) => {
        this.#show(text);
        this.dataRemaining.value = module.dataRemaining;
      },
    });
    module.powerOn();
    return [broker, module, host];
  }

  #show(text: string): void {
    this.output.value = (this.output.value + text.replaceAll('\r', '')).slice(-KEPT_CHARACTERS);
  }

  #tell(event: SessionEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
