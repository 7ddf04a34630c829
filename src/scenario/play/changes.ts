import type { Timers } from '#time/timers';

interface Listener {
  readonly changed: () => void;
  readonly done: () => boolean;
}

/** Tells those who wait that something has happened which they may have waited for. */
export class Changes {
  #listeners: readonly Listener[] = [];

  /** @param done says when it need not be told any more */
  listen(changed: () => void, done: () => boolean): void {
    this.#listeners = [...this.#listeners.filter((each) => !each.done()), { changed, done }];
  }

  /** Resolves when something is so, or when the time is up. @returns whether it is so */
  until(isSo: () => boolean, ms: number, timers: Timers): Promise<boolean> {
    return new Promise((resolve) => {
      let over = false;
      const end = (so: boolean): void => {
        over = true;
        cancel();
        resolve(so);
      };
      const cancel = timers.after(ms, () => end(false));
      const look = (): void => {
        if (!over && isSo()) end(true);
      };
      this.listen(look, () => over);
      look();
    });
  }

  tell(): void {
    for (const { changed, done } of this.#listeners) if (!done()) changed();
  }
}
