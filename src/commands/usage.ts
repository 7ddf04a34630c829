import { type CommandRow, FORM_KINDS, formName } from '#at/command';
import { english, type Language } from '#messages/language';
import { message } from '#messages/message';

/** The forms of a command as the manual writes them, a line each; a parameter in brackets may be left out. */
export function usageOf<C>({ name, forms }: CommandRow<C>, { textOf }: Language = english): string[] {
  return FORM_KINDS.flatMap((kind) => {
    const form = forms[kind];
    if (form === undefined) return [];
    if (kind !== 'set') return [formName(name, kind)];
    const names = form.params.map((param, index) => {
      const text = `${index === 0 ? '' : ','}${param.type === 'string' ? `<"${param.name}">` : `<${param.name}>`}`;
      return param.fallback === undefined ? text : `[${text}]`;
    });
    return [`${name}=${names.join('')}${form.data ? `        ${textOf(message('explain.thenData'))}` : ''}`];
  });
}
