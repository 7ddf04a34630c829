import { readdirSync } from 'node:fs';
import { catalogueTexts } from './catalogue-texts.ts';
import { page } from './markdown.ts';

const CATALOGUE = new URL('../../src/messages/', import.meta.url);

const ENGLISH_INTRO = `Every text of the [catalogue](../decisions/0007-message-catalogue.md) by area and key, in English and Chinese, to be read as a whole: \`{port}\` is what a text
speaks of, \`⟨a / b⟩\` one or the other, \`⟨a⟩?\` may be left out, \`…\` goes on in the same way. \`--lang zh\` tells people the second.`;
/** Begins with the way back, as every Chinese page does. */
const CHINESE_BEGIN = `# 消息

[English](../reference/messages.md)

<!-- 由 \`npm run docs\` 从代码生成；请勿修改。 -->

[消息目录（英文）](../decisions/0007-message-catalogue.md)的全部文本，按区域和键排列，中英对照，供通读：\`{port}\` 是文本里的参数，\`⟨a / b⟩\` 是其中之一，\`⟨a⟩?\`
可能没有，\`…\` 表示照此继续。用 \`--lang zh\` 显示中文。`;

/** Every message in both languages; the English page, or its Chinese twin. */
export function messagesPage(language: 'en' | 'zh'): string {
  const areas = readdirSync(new URL('en/', CATALOGUE))
    .filter((file) => file !== 'index.ts')
    .sort()
    .map(section);
  return language === 'en'
    ? page('Messages', ENGLISH_INTRO, ...areas)
    : `${[CHINESE_BEGIN, ...areas].join('\n\n')}\n`;
}

function section(file: string): string {
  const area = file.replace(/\.ts$/, '').replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const [english, chinese] = ['en', 'zh'].map((each) =>
    catalogueTexts(new URL(`${each}/${file}`, CATALOGUE)),
  );
  const texts = [...(english ?? [])].map(([key, text]) =>
    [`${area}.${key}`, indented(text), indented(chinese?.get(key) ?? '')].join('\n'),
  );
  return `## \`${area}\`\n\n\`\`\`text\n${texts.join('\n\n')}\n\`\`\``;
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
