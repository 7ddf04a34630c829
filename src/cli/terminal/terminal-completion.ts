import { type CommandRow, FORM_KINDS, FORM_SUFFIX } from '#at/command';

/**
 * What can follow what is being typed: names of commands with their forms, and behind `=` a reminder of the
 * parameters.
 * @returns the candidates and the part of the line that they replace, as readline wants them
 */
export function completeCommand<C>(rows: readonly CommandRow<C>[], line: string): [string[], string] {
  const equals = line.indexOf('=');
  if (equals !== -1) return [parameters(rows, line.slice(0, equals)), ''];
  const typed = line.toUpperCase();
  const all = rows.flatMap(({ name, forms }) =>
    FORM_KINDS.filter((kind) => forms[kind] !== undefined).map((kind) => name + FORM_SUFFIX[kind]),
  );
  return [all.filter((candidate) => candidate.startsWith(typed)), line];
}

/** A template such as `<LinkID>,<"topic">`; two candidates, so that readline shows it instead of typing it. */
function parameters<C>(rows: readonly CommandRow<C>[], name: string): string[] {
  const row = rows.find((each) => each.name === name.toUpperCase());
  const params = row?.forms.set?.params ?? [];
  if (params.length === 0) return [];
  const template = params.map((param) => (param.type === 'string' ? `<"${param.name}">` : `<${param.name}>`));
  return [template.join(','), row?.help ?? ''];
}
