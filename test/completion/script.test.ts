import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { buildProgram } from '#cli/program/index';
import { type CommandNode, commandTree, everyCommand } from '#completion/command-tree';
import { completionScript } from '#completion/script';
import { portKinds } from '#ports/index';
import { needs } from '../support/needs.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
const PATIENCE_MS = 15_000;
const POLL_MS = 20;

/** A place with files to complete, and the scripts. */
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'completion-'));
  mkdirSync(join(folder, 'dir', 'below'), { recursive: true });
  writeFileSync(join(folder, 'dir', 'one.pem'), '');
  writeFileSync(join(folder, 'dir', 'two words.pem'), '');
  for (const shell of SHELLS) {
    writeFileSync(join(folder, `script.${shell}`), completionScript(shell, buildProgram(), 'run'));
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Words as bash's COMP_WORDBREAKS cuts them, with what is typed up to the cursor as one line. */
interface Typed {
  readonly line: string;
  readonly words: readonly string[];
}

/** Cuts a line as bash does: at blanks, and around runs of `=` and `:`. */
function cut(line: string): Typed {
  const words = [...line.matchAll(/'[^']*'|[=:]+|[^\s=:']+/g)].map(([word]) => word);
  return { line, words: /\s$/.test(line) ? [...words, ''] : words };
}

/** What bash is offered for each line, in one run of bash. */
function offeredByBash(...lines: string[]): string[][] {
  const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  const program = lines.map(cut).map(
    ({ line, words }) => `COMP_LINE=${quote(line)}; COMP_POINT=${line.length}
      COMP_WORDS=(${words.map(quote).join(' ')}); COMP_CWORD=${words.length - 1}; COMPREPLY=(left over)
      _atmqtt; printf '%s\\n' "\${COMPREPLY[@]}"; printf '\\f\\n'`,
  );
  const run = spawnSync('bash', ['--norc', '-c', `. ./script.bash\n${program.join('\n')}`], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(run.stderr).toBe('');
  return run.stdout
    .split('\f\n')
    .slice(0, -1)
    .map((offers) => offers.split('\n').filter((offer) => offer !== ''));
}

const offers = (line: string): string[] => offeredByBash(line)[0] ?? [];

describe('bash offers', () => {
  test.each([
    ['the commands', 'atmqtt ', expect.arrayContaining(['run', 'explain', 'doctor', 'flash', 'completion'])],
    ['a command that begins so', 'atmqtt expl', ['explain']],
    ['no option before a dash is typed', 'atmqtt run ', []],
    ['options of the command that may be left out', 'atmqtt --log', ['--log-level', '--log-file']],
    ['the same behind another option', 'atmqtt --json --log-l', ['--log-level']],
    ['options of a named command', 'atmqtt doctor --cl', ['--client-id']],
    ['none of another command', 'atmqtt doctor --log', []],
    ['commands below a command', 'atmqtt flash ', ['ls', 'import', 'export', 'help']],
    ['options of a command below', 'atmqtt flash export --s', ['--size']],
    ['a command’s name after help', 'atmqtt help fl', ['flash']],
    [
      'the choices of an option',
      'atmqtt --log-level ',
      ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
    ],
    ['the choices of an argument', 'atmqtt completion ', ['bash', 'zsh', 'fish']],
    ['a choice behind =, which bash cuts at', 'atmqtt run --log-level=si', ['silent']],
    [
      'the choices right behind =',
      'atmqtt run --log-level=',
      ['trace', 'debug', 'info', 'warn', 'error', 'silent'],
    ],
    ['a value of the short option', 'atmqtt -p std', ['stdio']],
    ['a setting', 'atmqtt --set termin', expect.arrayContaining(['terminator=crlf', 'terminator=any'])],
    ['a setting’s value, which bash cuts at =', 'atmqtt --set terminator=a', ['any']],
    ['a setting’s value right behind =', 'atmqtt --set lenientQuotes=', ['true', 'false']],
    ['files for an option', 'atmqtt doctor --ca dir/', ['dir/below', 'dir/one.pem', 'dir/two words.pem']],
    ['files for an argument', 'atmqtt flash import dir/o', ['dir/one.pem']],
    ['directories only', 'atmqtt --flash dir/', ['dir/below']],
    ['a path behind pty:, which bash cuts at', 'atmqtt --port pty:dir/o', ['dir/one.pem']],
    ['a path right behind pty:', 'atmqtt --port pty:', expect.arrayContaining(['dir'])],
    ['nothing where anything may be typed', 'atmqtt doctor --client-id ', []],
    ['nothing behind an option whose value may be left out', 'atmqtt --broker ', []],
    ['options behind an option whose value may be left out', 'atmqtt --broker --js', ['--json']],
    ['the right command behind quoted words', "atmqtt doctor --path 'flash ls' --cl", ['--client-id']],
    ['nothing for a word nothing begins with', 'atmqtt nothing', []],
  ])('%s', (_name, line, expected) => {
    expect(offers(line)).toEqual(expected);
  });

  test('every kind of port', () => {
    const offered = offers('atmqtt run --port ').map((word) => word.replace(/:$/, ''));
    expect(new Set(offered)).toEqual(new Set(portKinds.map(({ name }) => name)));
  });

  test('every command and every option there is', () => {
    const commands = everyCommand(commandTree(buildProgram(), 'run'));
    const lines = commands.flatMap(({ path, options }) =>
      options.flatMap(({ long, short }) =>
        [long, short].flatMap((flag) => (flag === undefined ? [] : [`atmqtt ${path} ${flag}`])),
      ),
    );
    const below = commands.flatMap(({ commands }) => commands.map(({ path }) => `atmqtt ${path}`));
    expect(lines.length).toBeGreaterThan(40);
    const answers = offeredByBash(...lines, ...below);
    for (const [at, line] of [...lines, ...below].entries()) {
      expect(answers[at], line).toContain(line.split(' ').at(-1));
    }
  });
});

/** A shell with a person at it: types keys, waits for what the screen shows. */
function sitDown(shell: string, args: readonly string[]) {
  const terminal = spawn(shell, [...args], {
    cols: 200,
    rows: 50,
    cwd: folder,
    env: { ...process.env, TERM: 'vt100', PS1: '? ', HISTFILE: '', ZDOTDIR: folder },
  });
  let screen = '';
  let ended = false;
  terminal.onData((text) => {
    screen += text.replaceAll(BELL, '');
  });
  terminal.onExit(() => {
    ended = true;
  });
  onTestFinished(() => {
    if (!ended) terminal.kill('SIGKILL');
  });
  return async (keys: string, shown: string): Promise<void> => {
    screen = '';
    terminal.write(keys);
    const deadline = Date.now() + PATIENCE_MS;
    while (!screen.includes(shown)) {
      if (ended || Date.now() > deadline) throw new Error(`no ${shown} on ${JSON.stringify(screen)}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  };
}

/** Ctrl-U: forgets what was typed. */
const AFRESH = '\x15';
const BELL = '\x07';

test('in a real bash the Tab key completes commands, choices, settings and paths', async () => {
  const type = sitDown('bash', ['--norc', '--noprofile', '-i']);
  await type("bind 'set enable-bracketed-paste off'; . ./script.bash; echo re''ady\r", 'ready');
  await type('atmqtt fla\t', 'atmqtt flash ');
  await type('imp\tdir/on\t', 'import dir/one.pem ');
  await type(`${AFRESH}atmqtt --log-l\tsil\t`, 'atmqtt --log-level silent ');
  await type(`${AFRESH}atmqtt --port pty:dir/be\tX`, 'atmqtt --port pty:dir/below/X');
  await type(`${AFRESH}atmqtt --port tcp-l\t3333`, 'atmqtt --port tcp-listen:3333');
  await type(`${AFRESH}atmqtt --set=termi\tan\t`, 'atmqtt --set=terminator=any ');
  await type(`${AFRESH}atmqtt doctor --ca dir/tw\t`, 'dir/two\\ words.pem ');
});

describe('zsh', needs('zsh'), () => {
  test('completes commands, choices, settings and paths', async () => {
    const type = sitDown('zsh', ['-f', '-i']);
    /** Ctrl-G shows the line as zsh has it, whatever it has drawn, and forgets it. */
    const show = `show() { print -r -- "<$BUFFER>"; BUFFER= }; zle -N show; bindkey '^G' show`;
    const ready = "autoload -U compinit; compinit -D; . ./script.zsh; echo re''ady";
    await type(`${show}; ${ready}\r`, 'ready');
    const completed = (keys: string, line: string) => type(`${keys}\x07`, `<${line}>`);
    await completed('atmqtt fla\timp\tdir/on\t', 'atmqtt flash import dir/one.pem ');
    await completed('atmqtt --log-l\tsil\t', 'atmqtt --log-level=silent ');
    await completed('atmqtt --log-level si\t', 'atmqtt --log-level silent ');
    await completed('atmqtt doctor --log-l\t', 'atmqtt doctor --log-l');
    await completed('atmqtt --port pty:dir/be\t', 'atmqtt --port pty:dir/below/');
    await completed('atmqtt -p tcp-l\t3333', 'atmqtt -p tcp-listen:3333');
    await completed('atmqtt run --set terminator=an\t', 'atmqtt run --set terminator=any ');
    await completed('atmqtt completion f\t', 'atmqtt completion fish ');
  });
});

describe('fish', needs('fish'), () => {
  const offered = (line: string): string[] => {
    const command = `source script.fish; complete -C ${JSON.stringify(line)}`;
    const run = spawnSync('fish', ['--no-config', '-c', command], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, HOME: folder },
    });
    expect(run.stderr).toBe('');
    return run.stdout.split('\n').flatMap((each) => each.split('\t')[0] || []);
  };

  test.each([
    ['the commands', 'atmqtt ', expect.arrayContaining(['run', 'explain', 'flash'])],
    ['options of the command that may be left out', 'atmqtt --log-l', ['--log-level']],
    ['none of another command', 'atmqtt doctor --log', []],
    ['commands below a command', 'atmqtt flash ', ['export', 'help', 'import', 'ls']],
    ['the choices of an option', 'atmqtt --log-level s', ['silent']],
    ['the choices of an argument', 'atmqtt completion ', ['bash', 'fish', 'zsh']],
    ['a setting’s value', 'atmqtt --set terminator=a', ['terminator=any']],
    ['files for an argument', 'atmqtt flash import dir/o', ['dir/one.pem']],
    ['directories only', 'atmqtt --flash dir/', ['dir/below/']],
    ['a path behind pty:', 'atmqtt --port pty:dir/o', ['pty:dir/one.pem']],
    ['nothing where anything may be typed', 'atmqtt doctor --client-id ', []],
  ])('offers %s', (_name, line, expected) => {
    expect(offered(line)).toEqual(expected);
  });
});

test.each(SHELLS.map((shell) => [shell]))('the script for %s names every command and option', (shell) => {
  const script = completionScript(shell, buildProgram(), 'run');
  const all = (node: CommandNode): string[] => node.options.flatMap(({ long }) => long?.slice(2) ?? []);
  for (const word of everyCommand(commandTree(buildProgram(), 'run')).flatMap(all)) {
    expect(script).toContain(word);
  }
});
