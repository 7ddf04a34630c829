import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { needs } from '../../support/needs.ts';
import { folder, readyFile, start, until } from '../program.ts';

const GUIDE = fileURLToPath(new URL('../../../docs/guides/terminal.md', import.meta.url));
const MARK = '<!-- test/e2e/examples/picocom.test.ts plays this. -->';
const DATA = 'hello';
const needed = needs('tmux', 'picocom');

/** The guide's command that opens the line, and the screen it shows. */
function guide(): { command: string; screen: string } {
  const text = readFileSync(GUIDE, 'utf8');
  const command = /^picocom .*$/m.exec(text)?.[0];
  const screen = text.split(MARK)[1]?.split('```\n')[1];
  if (command === undefined || screen === undefined) throw new Error(`${GUIDE} has no session to play`);
  return { command, screen: screen.trimEnd() };
}

/** A tmux of its own with one window that runs a command. */
function terminal(command: string) {
  const here = folder();
  const tmux = (...args: string[]): string =>
    execFileSync('tmux', ['-S', join(here, 'tmux'), '-f', '/dev/null', ...args], { encoding: 'utf8' });
  onTestFinished(() => void tmux('kill-server'));
  tmux('new-session', '-d', '-x', '100', '-y', '100', command);
  return {
    /** What is shown since picocom is ready. */
    screen: (): string => /Terminal ready[\s\S]*/.exec(tmux('capture-pane', '-p'))?.[0].trimEnd() ?? '',
    type: (text: string): void => void tmux('send-keys', '-l', text),
    enter: (): void => void tmux('send-keys', 'Enter'),
  };
}

test("the guide's session with picocom in tmux shows what the guide shows", needed, async () => {
  const here = folder();
  const [tty, file] = [join(here, 'tty'), join(here, 'ready.json')];
  start(['run', '--port', `pty:${tty}`, '--broker', '127.0.0.1:0', '--ready-file', file]);
  const ready = (await readyFile(file)) as unknown as { broker: { url: string } };
  const { command, screen } = guide();
  const shown = screen.replaceAll('1883', new URL(ready.broker.url).port);
  const { type, enter, ...person } = terminal(command.replace('/tmp/atmqtt0', tty));
  const sees = async (text: string): Promise<void> => {
    const met = () => (person.screen() === text ? true : undefined);
    await until(text, met).catch(() => expect(person.screen()).toBe(text));
  };

  // What is on the screen before each line that is typed.
  const steps = shown.split(/\n(?=AT)/);
  expect(steps.length).toBeGreaterThan(5);
  await sees(steps[0] ?? '');
  for (const [index, step] of steps.entries()) {
    if (index === 0) continue;
    type(step.split('\n')[0] ?? '');
    enter();
    const prompt = step.indexOf('\n>');
    if (prompt >= 0) {
      await sees([...steps.slice(0, index), `${step.slice(0, prompt)}\n>`].join('\n'));
      type(DATA);
    }
    await sees(steps.slice(0, index + 1).join('\n'));
  }
});
