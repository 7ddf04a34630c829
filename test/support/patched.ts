import { syncBuiltinESMExports } from 'node:module';
import { onTestFinished, vi } from 'vitest';

type Functions<T> = { [K in keyof T]: T[K] extends (...args: never[]) => unknown ? K : never }[keyof T];

/**
 * Lets a function of one of Node's modules do something else until the test is over.
 * @param module its default export, such as `fs`
 */
export function patched<T extends object, K extends Functions<T> & string>(
  module: T,
  name: K,
  by: (genuine: T[K]) => T[K],
): void {
  const genuine = module[name];
  const spy = vi
    .spyOn(module as Record<string, () => void>, name)
    .mockImplementation(by(genuine) as () => void);
  syncBuiltinESMExports();
  onTestFinished(() => {
    spy.mockRestore();
    syncBuiltinESMExports();
  });
}
