import { signal } from '@preact/signals';
import { commandSet } from '../terminal/commands.ts';
import { urcOf } from '../terminal/meaning.ts';
import type { AnsweredCommand } from '../terminal/meanings.tsx';
import { formOf, readLine } from '../terminal/typed-line.ts';

/** Something that the module has said, and has a meaning. */
export type Entry = { readonly id: number } & (
  | { readonly command: AnsweredCommand }
  | { readonly urc: string }
);

/** So many are shown. */
const MAX_ENTRIES = 40;
const ENDS = /^(?:OK|SEND OK|ERROR|FAIL|SEND FAIL|busy [ps]\.\.\.)$/;
/** What else ends a command once it has its data. */
const ENDS_DATA = /^\+MQTTPUB:(?:OK|FAIL)$/;
const GOOD = /OK$/;
const CODE = /^ERR CODE:\s*(0x[\da-f]+)/i;
const PROMPT = '>';

/** A command that is not answered yet. */
interface Asked {
  readonly line: string;
  readonly host: string;
  readonly at: number;
  readonly codes: string[];
  /** Bytes of data that it asks for; 0 where that is not known. */
  readonly wants: number;
  /** Whether the prompt was there. */
  prompted: boolean;
}

/** What host and module say to each other, command by command; a genuine module tells no reasons but in codes. */
export class Exchange {
  /** The last one first. */
  readonly entries = signal<readonly Entry[]>([]);
  /** Bytes of data that the module waits for. */
  readonly awaits = signal(0);
  /** Whether a command is not answered yet. */
  readonly waiting = signal(false);
  #asked: Asked | undefined;
  readonly #hearing: ((why: string | undefined) => void)[] = [];
  #lastId = 0;

  /** Bytes of a host, which may be data. @returns whether they are */
  sent(bytes: number): boolean {
    if (this.awaits.value === 0) return false;
    this.awaits.value = Math.max(0, this.awaits.value - bytes);
    this.waiting.value = this.awaits.value === 0;
    return true;
  }

  /** A line of a host, without its end. */
  command(line: string, host: string): void {
    if (!/^AT/i.test(line)) return;
    const wants = dataBytesOf(line);
    this.#asked = { line, host, at: performance.now(), codes: [], wants, prompted: false };
    this.waiting.value = true;
  }

  /** A line of the module, without its end. */
  answer(line: string): void {
    const asked = this.#asked;
    const [, code] = CODE.exec(line) ?? [];
    if (asked !== undefined && line === PROMPT && !asked.prompted) {
      asked.prompted = true;
      this.awaits.value = asked.wants;
      this.#end(asked, line, true);
    } else if (asked !== undefined && (ENDS.test(line) || (asked.prompted && ENDS_DATA.test(line)))) {
      // Behind the OK of a command that takes data comes the prompt.
      if (line === 'OK' && asked.wants > 0 && !asked.prompted) return;
      this.#asked = undefined;
      this.awaits.value = 0;
      this.#end(asked, line, GOOD.test(line));
    } else if (code !== undefined) {
      asked?.codes.push(code.toLowerCase());
    } else if (line !== asked?.line && urcOf(commandSet.value, line) !== undefined) {
      this.#add({ urc: line });
    }
  }

  /** Once the command that was sent is answered, or prompts. @returns why it failed; undefined when it did not */
  answered(): Promise<string | undefined> {
    return new Promise((resolve) => this.#hearing.push(resolve));
  }

  /** Nobody is there any more. */
  reset(): void {
    this.#asked = undefined;
    this.awaits.value = 0;
    this.waiting.value = false;
    this.#tell('');
  }

  #end({ line, host, at, codes, wants, prompted }: Asked, reply: string, ok: boolean): void {
    this.waiting.value = false;
    const data = prompted && reply !== PROMPT;
    this.#add({
      command: {
        line,
        host,
        ok,
        reply,
        ms: performance.now() - at,
        codes,
        ...(data && { dataBytes: wants }),
      },
    });
    this.#tell(ok ? undefined : [...codes, reply].join(' '));
  }

  #tell(why: string | undefined): void {
    for (const hear of this.#hearing.splice(0)) hear(why);
  }

  #add(entry: { readonly command: AnsweredCommand } | { readonly urc: string }): void {
    this.entries.value = [{ id: ++this.#lastId, ...entry }, ...this.entries.value].slice(0, MAX_ENTRIES);
  }
}

/** How many bytes of data a command asks for; 0 where that is not known. */
function dataBytesOf(text: string): number {
  const line = readLine(text);
  const params = (commandSet.value && formOf(commandSet.value, line)?.form?.params) ?? [];
  const at = params.findIndex(({ countsData }) => countsData);
  const count = Number(line.fields[at]);
  return at !== -1 && Number.isInteger(count) && count > 0 ? count : 0;
}
