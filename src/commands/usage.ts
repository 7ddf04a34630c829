import { type CommandRow, FORM_KINDS, formName } from '#at/command';

/** The forms of a command as the manual writes them, a line each; a parameter in brackets may be left out. */
export function usageOf<C>({ name, forms }: CommandRow<C>): string[] {
  return FORM_KINDS.flatMap((kind) => {
    const form = forms[kind];
    if (form === undefined) return [];
    if (kind !== 'set') return [formName(name, kind)];
    const names = form.params.map((param, index) => {
      const text = `${index === 0 ? '' : ','}${param.type === 'string' ? `<"${param.name}">` : `<${param.name}>`}`;
      return param.fallback === undefined ? text : `[${text}]`;
    });
    return [`${name}=${names.join('')}${form.data ? '        then <length> bytes after the >' : ''}`];
  });
}
