import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Event, eventSchema } from '#expect/events';
import { folder, type Program, until } from '../program.ts';

/** The first arguments of most runs. */
export const TCP = ['run', '--port', 'tcp-listen:0', '--log-level', 'error'];
export const SECRET = 'hunter2';

/** A host in Node on the TCP port: sends lines, prints what comes, and ends once it has seen a text. */
export function nodeHost(lines: readonly string[], last: string, code = 0): string {
  const file = join(folder(), 'host.mjs');
  writeFileSync(
    file,
    `import { connect } from 'node:net';
const [host, port] = process.env.ATMQTT_TCP.split(':');
const socket = connect(Number(port), host);
let text = '';
socket.on('data', (chunk) => {
  text += chunk;
  if (!text.includes(${JSON.stringify(last)})) return;
  process.stdout.write(text, () => process.exit(${code}));
});
const { port: broker } = new URL(process.env.ATMQTT_BROKER ?? 'mqtt://none:1');
for (const line of ${JSON.stringify(lines)}) socket.write(line.replace('{port}', broker) + '\\r\\n');
`,
  );
  return `${process.execPath} ${file}`;
}

/** The events of a run with `--json`, behind its ready line. */
export function events(program: Program): Event[] {
  const [, ...lines] = program.stdout().split('\n').filter(Boolean);
  return lines.map((line) => eventSchema.parse(JSON.parse(line)));
}

/** Whether a process runs; what has ended and was not asked for does not. */
export function alive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** The number in a file, once a whole line is there. */
export function pidIn(file: string): Promise<number> {
  return until(file, () => {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    return text.endsWith('\n') ? Number(text) : undefined;
  });
}
