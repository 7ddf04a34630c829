import { expect, test } from 'vitest';
import { EVENTS, eventSchema } from '#expect/events';
import { eventsPage } from '../../tools/docs/events-page.ts';

test('the page has every event with every field, each described', () => {
  const sections = eventsPage().split(/\n(?=## )/);
  for (const { shape } of EVENTS) {
    const section = sections.find((text) => text.startsWith(`## ${shape.event.value}\n`));
    for (const name of Object.keys(shape).filter((key) => key !== 'event')) {
      expect(section).toMatch(new RegExp(`\\| \`${name}\` \\| \\w+ \\| [A-Z]`));
    }
    expect(section).not.toContain('undefined');
  }
});

test('an event with a field that is not described is none', () => {
  const event = { event: 'message', time: '2026-01-02T03:04:05.678Z', module: 'm', line: 'x' };
  expect(eventSchema.safeParse(event).success).toBe(true);
  expect(eventSchema.safeParse({ ...event, password: 'x' }).success).toBe(false);
});
