import { describe, expect, test } from 'vitest';
import { escapeParameter } from '#at/escape-parameter';
import { Random } from '#random/random';
import { Template, type TemplateValues } from '#scenario/template';

const values = (given: Record<string, string>): TemplateValues => ({
  random: new Random(1),
  value: (name) => given[name] ?? '',
});

describe('a template', () => {
  test('puts values in the places of their names', () => {
    const template = new Template('AT+MQTTPUB=0,"t/{id}","{seq} of {id}",1,0', ['id', 'seq']);
    const filled = template.fill(values({ id: 'swarm-7', seq: '3' }));
    expect(filled).toBe('AT+MQTTPUB=0,"t/swarm-7","3 of swarm-7",1,0');
  });

  test('leaves the braces of JSON alone', () => {
    const template = new Template('{"value": {seq}, "more": {}}', ['seq']);
    expect(template.fill(values({ seq: '5' }))).toBe('{"value": 5, "more": {}}');
  });

  test('makes random text of the length asked for, the same for the same seed', () => {
    const template = new Template('{random:12} {random}', []);
    const text = template.fill(values({}));
    expect(text).toMatch(/^[a-z0-9]{12} [a-z0-9]{8}$/);
    expect(template.fill(values({}))).toBe(text);
    expect(template.fill({ ...values({}), random: new Random(2) })).not.toBe(text);
  });

  test('escapes values between the quotes of a parameter, and nothing of its own text', () => {
    const filled = new Template('"{payload}",1', ['payload']).fill(
      values({ payload: '{"a":1,"b":"\\"}' }),
      escapeParameter,
    );
    expect(filled).toBe('"{\\"a\\":1\\,\\"b\\":\\"\\\\\\"}",1');
  });

  test.each([
    ['{sequence}', 'there is no placeholder {sequence} here; did you mean {seq}?'],
    ['{seq:4}', 'only {random:LENGTH} takes a length, not {seq}.'],
    ['{random:0}', '{random:LENGTH} takes a length from 1 to 1048576, not 0.'],
  ])('refuses %s', (text, reason) => {
    expect(() => new Template(text, ['id', 'seq'])).toThrow(reason);
  });
});
