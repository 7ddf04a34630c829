import type { Follow, FollowedPlaces, PlaceName } from './places.ts';
import { type Firmware, isSince, RELEASES, type Release } from './releases.ts';

/** What a module is: its firmware, and whom it follows in each place. */
export interface Profile {
  readonly firmware: Firmware;
  readonly places: FollowedPlaces;
}

/** Something that differs between firmware or places. What it chooses may be a choice again. */
export class Choice<T> {
  readonly #choose: (profile: Profile) => T | Choice<T>;

  constructor(choose: (profile: Profile) => T | Choice<T>) {
    this.#choose = choose;
  }

  /** What a module of this profile has. */
  of(profile: Profile): T {
    return resolve(this.#choose(profile), profile);
  }
}

/** Takes what a module of this profile has, of a choice or of something that is the same for all. */
export function resolve<T>(value: T | Choice<T>, profile: Profile): T {
  return value instanceof Choice ? value.of(profile) : value;
}

/** A value by the release that brought it: `byFirmware({ '2.2': 64, '3.3': 128 })`. The first one must be 2.2. */
export function byFirmware<T>(
  values: { readonly '2.2': T | Choice<T> } & Partial<Record<Release, T | Choice<T>>>,
): Choice<T> {
  const newestFirst = RELEASES.toReversed().filter((release) => release in values);
  return new Choice(({ firmware }) => {
    const release = newestFirst.find((each) => isSince(firmware, each)) ?? '2.2';
    return values[release] as T | Choice<T>;
  });
}

/** A value that came with a release; undefined before. */
export function since<T>(release: Release, value: T | Choice<T>): Choice<T | undefined> {
  return new Choice<T | undefined>(({ firmware }) => (isSince(firmware, release) ? value : undefined));
}

/** A value by whom a place follows. */
export function byPlace<T>(place: PlaceName, values: Readonly<Record<Follow, T | Choice<T>>>): Choice<T> {
  return new Choice(({ places }) => values[places[place]]);
}

/** Resolves a table of choices for a profile, once, so that all that have the same settings share what comes of it. */
export function choosing<T extends object>(
  table: { readonly [K in keyof T]: Choice<T[K]> },
): (profile: Profile) => T {
  const made = new WeakMap<Profile, T>();
  return (profile) => {
    const known = made.get(profile);
    if (known !== undefined) return known;
    const chosen = Object.entries<Choice<unknown>>(table).map(([name, choice]) => [name, choice.of(profile)]);
    const value = Object.fromEntries(chosen) as unknown as T;
    made.set(profile, value);
    return value;
  };
}
