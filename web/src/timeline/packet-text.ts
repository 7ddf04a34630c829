import type { ControlEvent } from '#control/events/events';
import { language } from '../texts/language.ts';

type Packet = Extract<ControlEvent, { event: 'packet' }>;

/** What is quoted is of the packet itself. */
const QUOTED = /("(?:[^"\\]|\\.)*"…?|‹[^›]*›)/;

/** The words around it in Chinese. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/clean session/, '清理会话'],
  [/session kept/, '保留会话'],
  [/session present/, '已有会话'],
  [/keep alive (\d+) s/, '保活时间 $1 s'],
  [/with a will/, '带遗嘱'],
  [/return code (\d+)/, '返回码 $1'],
  [/(\d+) bytes/, '$1 字节'],
  [/refused \(0x80\)/, '被拒绝（0x80）'],
  [/\bretain\b/, '保留消息'],
  [/^malformed:/, '格式错误：'],
];

/** Why a broker refuses, by the return code of CONNACK (MQTT 3.1.1, table 3.1). */
const REFUSALS = {
  en: [
    '',
    'the version of MQTT',
    'the client ID',
    'the server is unavailable',
    'user name or password',
    'not authorized',
  ],
  zh: ['', 'MQTT 版本', '客户端 ID', '服务器不可用', '用户名或密码', '未授权'],
} as const;

/** What a packet says, in one line and in the language of the page. */
export function packetText({ packet, text, returnCode = 0 }: Packet): string {
  const words = language.value === 'zh' ? inChinese(text) : text;
  const why = REFUSALS[language.value][returnCode] ?? '';
  return [packet, words, why && `(${why})`].filter(Boolean).join(' ');
}

function inChinese(text: string): string {
  return text
    .split(QUOTED)
    .map((part, index) =>
      index % 2 === 1 ? part : WORDS.reduce((said, [word, zh]) => said.replace(word, zh), part),
    )
    .join('');
}
