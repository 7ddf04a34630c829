import type { ModuleObserver } from './observer.ts';

const EVENTS = {
  command: true,
  traffic: true,
  received: true,
  sent: true,
  urc: true,
  unread: true,
  answered: true,
  dropped: true,
  dataTrouble: true,
  linkState: true,
  connectFailed: true,
  uart: true,
  compat: true,
  fault: true,
  wifi: true,
  clockSet: true,
  power: true,
  restarting: true,
} satisfies Record<keyof ModuleObserver, true>;

/** Makes one observer of several, each told in this order. What none of them wants to hear is not made for them. */
export function joinObservers(...observers: readonly (ModuleObserver | undefined)[]): ModuleObserver {
  const joined: Record<string, (event: never) => void> = {};
  for (const name of Object.keys(EVENTS) as (keyof ModuleObserver)[]) {
    const told = observers.flatMap((observer) => {
      // Bound, for an observer may be an instance of a class.
      const listener = observer?.[name]?.bind(observer) as ((event: never) => void) | undefined;
      return listener === undefined ? [] : [listener];
    });
    const [only, ...more] = told;
    if (only === undefined) continue;
    joined[name] =
      more.length === 0
        ? only
        : (event) => {
            for (const listener of told) listener(event);
          };
  }
  return joined as ModuleObserver;
}
