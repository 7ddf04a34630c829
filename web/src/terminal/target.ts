import { computed, type ReadonlySignal } from '@preact/signals';
import { module } from '../state/modules.ts';
import { clearScreen } from './module-screen.ts';
import { offerPaste, stopPaste } from './paste.ts';
import { awaits, type Input, type, typeLine, waiting } from './typing.ts';

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
  /** Takes several lines that were pasted. */
  paste(text: string): void;
  /** Sends no more of them. */
  stop(): void;
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
  clear: clearScreen,
  paste: offerPaste,
  stop: stopPaste,
};
