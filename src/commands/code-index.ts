import { type CommandRow, type FormKind, formName } from '#at/command';
import { english, type Language } from '#messages/language';
import { message } from '#messages/message';

/** The commands that can give a code, with the parameter or situation that does. */
export function commandsGiving<C>(
  code: number,
  rows: readonly CommandRow<C>[],
  { textOf, describe }: Language = english,
): string[] {
  return rows.flatMap(({ name, forms }) =>
    (Object.keys(forms) as FormKind[]).flatMap((kind) => {
      const form = forms[kind];
      if (form === undefined) return [];
      const causes = [
        ...form.params.filter(({ codes }) => codes.includes(code)).map((param) => `<${param.name}>`),
        ...(form.requires?.otherwise ?? [])
          .filter((row) => row.code === code)
          .map(({ when }) => describe(when)),
      ];
      if (form.countCode === code) causes.push(textOf(message('explain.parameterCount')));
      if (causes.length === 0 && !form.codes.includes(code)) return [];
      return [textOf(message('explain.giver', { form: formName(name, kind), causes: [...new Set(causes)] }))];
    }),
  );
}
