import { computed, type ReadonlySignal } from '@preact/signals';
import { RequestError } from '../api/request.ts';
import { module } from '../state/modules.ts';
import { shownText } from '../texts/messages.ts';
import { clearScreen } from './module-screen.ts';
import { type Answer, awaits, type Input, type, typeLine, waiting, whyOf } from './typing.ts';

/** What an input line types into. */
export interface Target {
  /** Whether something can be sent now. */
  readonly ready: ReadonlySignal<boolean>;
  /** Bytes of data that it waits for. */
  readonly awaits: ReadonlySignal<number>;
  /** Whether something that was typed is not answered yet. */
  readonly waiting: ReadonlySignal<boolean>;
  /** @throws RequestError */
  send(input: Input): Promise<unknown>;
  /** Clears its screen. */
  clear(): void;
  /** Sends a line that was pasted, or data where that is waited for. @returns once it is answered: why it failed, empty where nobody says why */
  sendPasted(text: string): Promise<string | undefined>;
}

/** The module that is shown. */
export const moduleTarget: Target = {
  ready: computed(() => module.value !== undefined),
  awaits,
  waiting,
  async send(input) {
    const name = module.value?.name;
    if (name === undefined) return;
    await ('line' in input ? typeLine(name, input.line) : type(name, input));
  },
  async sendPasted(text) {
    const name = module.value?.name ?? '';
    let answer: Answer;
    try {
      answer =
        awaits.value > 0
          ? await type(name, { text: dataOf(text, awaits.value) })
          : await typeLine(name, text);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return shownText({ text: error.message, key: error.key, params: error.parameters });
    }
    return answer.over && answer.commands.every(({ ok }) => ok) ? undefined : whyOf(answer);
  },
  clear: clearScreen,
};

/** A pasted line as data: with its end where it is no whole data without it. */
export function dataOf(text: string, wanted: number): string {
  return new TextEncoder().encode(text).length < wanted ? `${text}\r\n` : text;
}
