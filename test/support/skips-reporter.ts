import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';
import { isProgram, mayLack, type Need, tellLack } from './needs.ts';

const UNEXPLAINED = 'without a reason';

/** How strict the reporter is, and where it writes. */
export interface SkipsReporterOptions {
  /** A test that is left out is a failure, unless it lacks what a run of everything may lack. */
  readonly everything: boolean;
  write(text: string): void;
}

/** Set by `npm run test:all`. */
const OF_THIS_RUN: SkipsReporterOptions = {
  everything: process.env.TEST_ALL === '1',
  write: (text) => void process.stderr.write(text),
};

/** Tells once, at the end of a run, what was left out and what would bring it. */
export class SkipsReporter implements Reporter {
  readonly #options: SkipsReporterOptions;
  /** Some tests were chosen by their title: the others are skipped too. */
  #chosen = false;

  constructor(options: SkipsReporterOptions = OF_THIS_RUN) {
    this.#options = options;
  }

  onInit({ config }: Pick<Vitest, 'config'>): void {
    this.#chosen = config.testNamePattern !== undefined;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const skips = new Map<string, number>();
    const missing = new Set<Need>();
    let failed = false;
    for (const module of modules) {
      for (const test of module.children.allTests('skipped')) {
        const lacks = lacksOf(test);
        for (const lack of lacks) missing.add(lack);
        const reasons = lacks.length === 0 ? [this.#noteOf(test)] : lacks.map(tellLack);
        for (const reason of reasons) skips.set(reason, (skips.get(reason) ?? 0) + 1);
        failed ||= lacks.length === 0 ? reasons[0] !== '' : !lacks.every(mayLack);
      }
    }
    skips.delete('');
    if (skips.size === 0) return;
    const lines = [...skips].map(([reason, count]) => `${String(count).padStart(6)}  ${reason}`);
    const advice = [...missing].some(isProgram)
      ? ['npm run test:all -- --install installs on Debian what is missing, and leaves nothing out.']
      : [];
    const { everything, write } = this.#options;
    const verdict = everything && failed ? ['Nothing may be left out here: this run has failed.'] : [];
    write(`${['', 'Tests left out:', ...lines, ...advice, ...verdict, ''].join('\n')}\n`);
    if (verdict.length > 0) process.exitCode = 1;
  }

  /** What a test said when it left itself out; empty for one that was not chosen. */
  #noteOf(test: TestCase): string {
    const result = test.result();
    const note = result.state === 'skipped' ? result.note : undefined;
    return note ?? (this.#chosen ? '' : UNEXPLAINED);
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
