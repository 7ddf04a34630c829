import { onTestFinished, vi } from 'vitest';
import { english } from '#messages/language';
import { type Message, textOf } from '#messages/message';

/** Takes what is told to people from now on in this test, before it becomes text: what is printed, noted and logged. */
export function said(): Message[] {
  const told: Message[] = [];
  const spy = vi.spyOn(english, 'textOf').mockImplementation((each) => {
    told.push(each);
    return textOf(each);
  });
  onTestFinished(() => spy.mockRestore());
  return told;
}
