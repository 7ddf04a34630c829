import type { Catalogue } from '../message.ts';

const orWhich = (nearest: readonly string[]): string =>
  nearest.length === 0 ? '' : `\n（是不是 ${nearest.join('、')}？）`;

/** What is wrong with a command line. */
export const commandLine: Catalogue['commandLine'] = {
  unknownOption: ({ option, nearest }) => `没有选项 '${option}'${orWhich(nearest)}`,
  unknownCommand: ({ command, nearest }) => `没有命令 '${command}'${orWhich(nearest)}`,
  missingArgument: ({ name }) => `缺少参数 '${name}'`,
  missingValue: ({ option }) => `选项 '${option}' 缺少值`,
  missingOption: ({ option }) => `必须给出选项 '${option}'`,
  conflict: ({ option, other }) => `选项 '${option}' 不能和选项 '${other}' 一起用`,
  tooMany: ({ command, expected, got }) => `'${command}' 的参数太多：应为 ${expected} 个，给了 ${got} 个。`,
  wrongOption: ({ option, value, choices }) =>
    `选项 '${option}' 的值 '${value}' 不对；可选：${choices.join('、')}。`,
  wrongArgument: ({ name, value, choices }) =>
    `参数 '${name}' 的值 '${value}' 不对；可选：${choices.join('、')}。`,
};
