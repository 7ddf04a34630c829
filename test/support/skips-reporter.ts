import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';
import { isProgram, type Need, tellLack } from './needs.ts';

/** Set by `npm run test:all`: a test that is left out for want of a program is a failure. */
const NOTHING_IS_LEFT_OUT = process.env.TEST_ALL === '1';

/** Tells once, at the end of a run, what was left out and what would bring it. */
export class SkipsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skips = new Map<string, number>();
    const missing = new Set<Need>();
    for (const module of modules) {
      for (const test of module.children.allTests('skipped')) {
        const lacks = lacksOf(test);
        for (const lack of lacks) missing.add(lack);
        const reasons = lacks.length === 0 ? [noteOf(test)] : lacks.map(tellLack);
        for (const reason of reasons) skips.set(reason, (skips.get(reason) ?? 0) + 1);
      }
    }
    skips.delete('');
    if (skips.size === 0) return;
    const lines = [...skips].map(([reason, count]) => `${String(count).padStart(6)}  ${reason}`);
    const advice = [...missing].some(isProgram)
      ? ['npm run test:all -- --install installs on Debian what is missing, and leaves nothing out.']
      : [];
    process.stderr.write(`${['', 'Tests left out:', ...lines, ...advice, ''].join('\n')}\n`);
    if (NOTHING_IS_LEFT_OUT && [...missing].some(isProgram)) process.exitCode = 1;
  }
}

/** What a test lacks by itself or by a suite around it. */
function lacksOf(test: TestCase): readonly Need[] {
  for (let task: TestCase | TestSuite | TestModule = test; task.type !== 'module'; task = task.parent) {
    const { lacks } = task.meta();
    if (lacks !== undefined) return lacks;
  }
  return [];
}

/** What a test said when it left itself out; empty for one that was not chosen. */
function noteOf(test: TestCase): string {
  const result = test.result();
  return result.state === 'skipped' ? (result.note ?? '') : '';
}
