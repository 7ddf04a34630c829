import type { Catalogue } from '../message.ts';

/** What is said of settings: which there are, and what they take. */
export const settings: Catalogue['settings'] = {
  unknown: ({ name, nearest }) => `没有配置项 ${name}；是不是 ${nearest}？`,
  wrongValue: ({ name, values }, render) => `配置项 ${name} 的取值：${render(values)}。`,
  noPair: ({ typed }) => `--set 要写成 name=value，不能是 ${JSON.stringify(typed)}。`,

  oneOf: ({ values }) => values.join('、'),
  range: ({ min, max }) => `${min} 到 ${max}`,
  list: () => '列表；写在配置文件里，或写成 JSON',
  text: () => '文本',
  textOfLength: ({ min, max }) => (min === 0 ? `最多 ${max} 个字符的文本` : `${min} 到 ${max} 个字符的文本`),
  hostName: () => 'broker 的域名或地址，前面不写 mqtt://，后面不写端口',
  topicFilter: () => '最多 128 个字符的主题过滤器，+ 或 # 要占整个层级，# 只能在最后',
  topicName: () => '最多 128 个字符的主题，不含 + 和 #',
  keys: () => '键和值',
  base64: () => 'Base64 编码的字节',
  either: ({ alternatives }, render) => alternatives.map(render).join('，或 '),
};
