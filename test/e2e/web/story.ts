import type { Page } from 'playwright-core';

/** What the story clicks and reads, as the page calls it in a language. */
const NAMES = {
  en: {
    terminal: 'Terminal',
    command: 'Command',
    timeline: 'Timeline',
    broker: 'Broker',
    reason: /parameter 3 ended at column \d+: an unescaped ','/,
  },
  zh: {
    terminal: '终端',
    command: '命令',
    timeline: '时间线',
    broker: 'Broker',
    reason: /第 3 个参数在第 \d+ 列就结束了：',' 没有转义/,
  },
} as const;

/** What is told of the story while it goes on. */
export interface StoryListener {
  /** A step is done. */
  step(name: string): void;
  /** Something is to be seen that is worth a picture. */
  picture(name: 'reason' | 'topics'): Promise<void>;
}

/**
 * What a newcomer does, as a person does it: connects, publishes a JSON object with a comma that wants a backslash, reads why that
 * failed, corrects it, and sees the message in the tree of topics.
 * @param page open, and let in
 * @param broker HOST and port of the embedded broker
 */
export async function playStory(
  page: Page,
  language: keyof typeof NAMES,
  broker: { readonly host: string; readonly port: number },
  listener: StoryListener,
): Promise<void> {
  const names = NAMES[language];
  const open = (panel: 'terminal' | 'timeline' | 'broker'): Promise<void> =>
    page.getByRole('navigation').getByRole('link', { name: names[panel], exact: true }).click();
  const type = async (line: string): Promise<void> => {
    const input = page.getByRole('combobox', { name: names.command, exact: true });
    await input.pressSequentially(line);
    await input.press('Enter');
  };
  const answered = (line: string, answer: string): Promise<void> =>
    page.getByRole('listitem').filter({ hasText: line }).filter({ hasText: answer }).first().waitFor();
  await open('terminal');
  const connect = `AT+MQTTCONN=0,"${broker.host}",${broker.port},1`;
  const wrong = String.raw`AT+MQTTPUB=0,"room/1","{\"t\":21,\"h\":40}",1,1`;
  const right = String.raw`AT+MQTTPUB=0,"room/1","{\"t\":21\,\"h\":40}",1,1`;
  await type('AT+MQTTUSERCFG=0,1,"desk","","",0,0,""');
  await answered('AT+MQTTUSERCFG', 'OK');
  await type(connect);
  await answered(connect, 'OK');
  listener.step('connected');
  await type(wrong);
  await answered(wrong, 'ERROR');
  listener.step('the mistake is made');
  await page.getByText(names.reason).first().waitFor();
  listener.step('the reason is read');
  await open('timeline');
  await page.getByText(names.reason).first().click();
  await page.getByText('ESP_AT_SUB_PARA_PARSE_FAIL').first().waitFor();
  listener.step('its codes are explained');
  await listener.picture('reason');
  await open('terminal');
  await type(right);
  await answered(right, 'OK');
  listener.step('it is corrected');
  await open('broker');
  const topic = page.getByRole('treeitem').filter({ hasText: '{"t":21,"h":40}' });
  await topic.waitFor();
  await topic.click();
  listener.step('the message is in the tree');
  await listener.picture('topics');
}
