import { readyFile, readyNames } from '#scenario/find-scenario';
import { readScenario } from '#scenario/read/read-scenario';
import { shortAbout } from '#scenario/short-about';

let ready: readonly { readonly name: string; readonly about: string }[] | undefined;

/** The scenarios that come with the program, and what each is about; they are read once. */
export function readyScenarios() {
  ready ??= readyNames().map((name) => ({
    name,
    about: shortAbout(readScenario(readyFile(name)).about ?? ''),
  }));
  return ready;
}
