import { useSignal } from '@preact/signals';
import { RequestError } from '../api/request.ts';
import { shownText } from '../texts/messages.ts';

/** What a person does, and what the program has against it. */
export interface Act {
  /** Whether it is under way. */
  readonly busy: boolean;
  /** Why it was refused, in the language of the page. */
  readonly refused: string | undefined;
  /** Does it; a refusal stands in `refused` until the next time. @returns whether it was done */
  run(action: () => Promise<unknown>): Promise<boolean>;
}

/** For a control, or a few beside each other. */
export function useAct(): Act {
  const busy = useSignal(false);
  const failure = useSignal<RequestError | undefined>(undefined);
  return {
    busy: busy.value,
    refused: failure.value && shownError(failure.value),
    async run(action) {
      busy.value = true;
      failure.value = undefined;
      try {
        await action();
        return true;
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        failure.value = error;
        return false;
      } finally {
        busy.value = false;
      }
    },
  };
}

/** A refusal in the language of the page. */
export function shownError({ message: text, key, parameters: params }: RequestError): string {
  return shownText({ text, key, params });
}
