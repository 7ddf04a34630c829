/** Gathers an option that may be given several times. */
export const collect = (value: string, all: readonly string[] = []): string[] => [...all, value];

/** Prints a line of a command's answer. */
export const print = (line: string): void => void process.stdout.write(`${line}\n`);
