import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { buildProgram } from '#cli/program/index';
import { chinese } from '#messages/zh/chinese';

/** What the program says of what was typed. */
function told(args: string[], language = chinese): string {
  let text = '';
  const program = buildProgram(language, language);
  for (const command of [
    program,
    ...program.commands,
    ...program.commands.flatMap(({ commands }) => commands),
  ]) {
    command.configureOutput({ ...command.configureOutput(), writeErr: (line) => (text += line) });
  }
  expect(() => program.parse(args, { from: 'user' })).toThrow(CommanderError);
  return text;
}

test.each([
  [['ports', '--jsn'], "atmqtt: 没有选项 '--jsn'\n（是不是 --json？）\n"],
  [['ports', '--zzzzzz'], "atmqtt: 没有选项 '--zzzzzz'\n"],
  [['config', 'chek'], "atmqtt: 没有命令 'chek'\n（是不是 check？）\n"],
  [['explain'], "atmqtt: 缺少参数 'what'\n"],
  [['explain', 'a', 'b'], "atmqtt: 'explain' 的参数太多：应为 1 个，给了 2 个。\n"],
  [['run', '--junit'], "atmqtt: 选项 '--junit <file>' 缺少值\n"],
  [['flash', 'ls'], "atmqtt: 必须给出选项 '--flash <dir>'\n"],
  [['escape', '--qos', '3'], "atmqtt: 选项 '--qos <qos>' 的值 '3' 不对；可选：0、1、2。\n"],
  [['escape', '--raw', '--command', 'x'], "atmqtt: 选项 '--raw' 不能和选项 '--command <name>' 一起用\n"],
  [['completion', 'fsh'], "atmqtt: 参数 'shell' 的值 'fsh' 不对；可选：bash、zsh、fish。\n"],
])('%j is told in Chinese', (args, text) => {
  expect(told(args)).toBe(`${text}（atmqtt --help 列出命令和选项）\n`);
});
