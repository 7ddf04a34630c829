/** What the library that reads YAML says. */
const KNOWN: readonly (readonly [RegExp, string])[] = [
  [/^Missing closing .*quote$/, '缺少右边的引号'],
  [
    /^Flow (sequence|map|collection) in block collection must be sufficiently indented/,
    '[ 或 { 没有配对的 ] 或 }，或者其中的行缩进不够',
  ],
  [/^(Missing|Expected) .* (]|})$/, '[ 或 { 没有配对的 ] 或 }'],
  [/^Missing , (or : )?between/, '[ ] 或 { } 里的两项之间缺少逗号'],
  [/^Missing space after/, '冒号后面缺少空格'],
  [/^All sequence items must start at the same column/, '列表各项的缩进不一致'],
  [/^All mapping items must start at the same column/, '各个键的缩进不一致'],
  [/^Tabs are not allowed as indentation/, '不能用 Tab 缩进，请改用空格'],
  [/^Map keys must be unique/, '同一个键出现了两次'],
  [/^Nested mappings are not allowed in compact mappings/, '一行里有两个冒号；值里有冒号时要加引号'],
  [/^A block sequence may not be used as an implicit map key/, '列表不能用作键'],
  [/^Implicit map keys need to be followed by map values/, '键后面缺少冒号和空格'],
  [/^Implicit keys (of flow sequence pairs )?need to be on a single line/, '键要写在一行里'],
  [/^Plain value cannot start with/, '文本不能以这种符号开头'],
  [/^Block scalar header includes extra characters/, '| 或 > 后面有多余的字符'],
  [/^Invalid escape sequence/, '双引号里的转义无效'],
  [/^Comments must be separated from other tokens/, '# 前面要有空格'],
  [/^(Source contains multiple documents|Multiple documents)/, '文件里有多个文档'],
  [/^Sequence item without - indicator/, '列表的一项前面缺少短横线'],
  [/^Unexpected /, '这里的内容不符合 YAML 语法'],
];

/** What the library says, where it is known; else as it is. */
export function yamlMistake(what: string): string {
  return KNOWN.find(([said]) => said.test(what))?.[1] ?? what;
}
