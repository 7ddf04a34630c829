import type { Endpoints } from '#app/endpoints';
import type { Lifecycle } from '#app/lifecycle';
import type { Language } from '#messages/language';
import { message } from '#messages/message';
import { notedLanguage, printedLanguage } from '../language.ts';
import { type OpenControl, readyControl, shownUrls } from './control.ts';
import type { RunListeners } from './listeners.ts';
import { announcedOn, type RunOptions } from './options.ts';
import { describeEndpoints, type Ready, removeReadyFile, writeReadyFile } from './ready.ts';

/** Tells people where the page is, before all else; programs have it in the ready line. */
export function announcePage(options: RunOptions, control: OpenControl, usesStdio: boolean): void {
  const { page } = shownUrls(control);
  if (page === undefined || options.json === true) return;
  const output = announcedOn(options, usesStdio);
  output.write(`${languageOn(output).textOf(message('cli.page', { url: page }))}\n`);
}

function languageOn(output: NodeJS.WriteStream): Language {
  return output === process.stderr ? notedLanguage() : printedLanguage();
}

/**
 * Tells programs and people what is up and where.
 * @returns where people read it
 */
export async function announce(
  options: RunOptions,
  endpoints: Endpoints,
  { metrics, control }: RunListeners,
  usesStdio: boolean,
  life: Lifecycle,
): Promise<NodeJS.WriteStream> {
  const ready: Ready = {
    ready: true,
    pid: process.pid,
    ...endpoints,
    ...(metrics && { metrics }),
    ...(control && { control: readyControl(control) }),
    ...(control?.page !== undefined && { web: { url: control.page } }),
  };
  if (options.readyFile !== undefined) await announceInFile(options.readyFile, ready, life);
  const output = announcedOn(options, usesStdio);
  output.write(
    options.json === true
      ? `${JSON.stringify(ready)}\n`
      : describeEndpoints(endpoints, languageOn(output), control && shownUrls(control).control),
  );
  return output;
}

/** Where it is a pipe that nobody reads, until somebody does or the run ends. */
async function announceInFile(file: string, ready: Ready, life: Lifecycle): Promise<void> {
  const ending = new AbortController();
  await Promise.race([writeReadyFile(file, ready, ending.signal), life.stopped]);
  ending.abort();
  // What an earlier run leaves tells nothing; neither shall what this one leaves.
  life.onClose(() => removeReadyFile(file));
}
