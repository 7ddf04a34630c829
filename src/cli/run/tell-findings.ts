import type { CompatReport } from '#expect/compat-report';
import type { Log } from '#messages/log';
import { message } from '#messages/message';

/**
 * Tells what a genuine module would not have done, at the end of the run.
 * @param several there are several modules, so that each line says whose it is
 */
export function tellFindings({ findings }: Pick<CompatReport, 'findings'>, log: Log, several: boolean): void {
  if (findings.length === 0) return;
  log('warn', 'compat', message('expect.compatSummary', { kinds: findings.length }));
  for (const { module, ...finding } of findings) {
    log(
      'warn',
      'compat',
      message('expect.compatFinding', { ...finding, module: several ? module : undefined }),
    );
  }
}
