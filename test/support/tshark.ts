import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { programPath } from './programs.ts';

const run = promisify(execFile);
const MAX_BYTES = 256 * 1024 * 1024;
/** Checks what Wireshark does not look at by itself. */
const CHECKS = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE'];
const SEPARATOR = '\x1f';

async function tshark(file: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run(programPath('tshark'), ['-n', '-r', file, ...CHECKS, ...args], {
    maxBuffer: MAX_BYTES,
  });
  return stdout;
}

/** The fields of the packets that a filter shows, a packet each; a field that comes several times has all its values. */
export async function tsharkFields<F extends string>(
  file: string,
  filter: string,
  ...fields: readonly F[]
): Promise<Record<F, string[]>[]> {
  const named = fields.flatMap((field) => ['-e', field]);
  const form = ['-T', 'fields', '-E', 'separator=/t', '-E', `aggregator=${SEPARATOR}`];
  const text = await tshark(file, '-Y', filter, ...form, ...named);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      const values = line.split('\t');
      const of = (at: number): string[] => (values[at] === '' ? [] : (values[at] ?? '').split(SEPARATOR));
      return Object.fromEntries(fields.map((field, at) => [field, of(at)])) as Record<F, string[]>;
    });
}

/** What Wireshark finds odd: its errors and warnings, and how it came to them. */
export async function tsharkOddities(file: string): Promise<string[]> {
  const text = await tshark(file, '-q', '-z', 'expert,warn');
  return text
    .split('\n')
    .filter((line) => /^ +\d/.test(line))
    .map((line) => line.trim().replace(/ +/g, ' '));
}
