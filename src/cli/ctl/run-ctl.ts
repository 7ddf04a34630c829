import { notice, print, reportFailure } from '../output.ts';
import { CtlClient } from './client.ts';
import type { CtlContext } from './commands.ts';
import { isCtlError } from './ctl-error.ts';
import { targetOf, type WhereOptions } from './target.ts';

/** Exit code for what was not done, or did not come in time. */
const EXIT_FAILED = 1;

/** A sub-command. @returns whether it was done */
export type RunCtl = (context: CtlContext) => Promise<boolean>;

/** Runs a sub-command against a running program. @returns the exit code */
export async function runCtl(
  { module, json, ...where }: WhereOptions & { readonly module?: string; readonly json?: true },
  perform: RunCtl,
): Promise<number> {
  try {
    const client = new CtlClient(targetOf(where, process.env));
    const write = (bytes: Buffer): void => void process.stdout.write(bytes);
    return (await perform({ client, module, json: json === true, print, write })) ? 0 : EXIT_FAILED;
  } catch (error) {
    if (!isCtlError(error) || error.code !== 'FAILED') return reportFailure(error);
    notice(error.reason);
    return EXIT_FAILED;
  }
}
