import { type CommandRow, FORM_KINDS } from '#at/command';
import { shapeOf } from '#at/response';
import { URCS, type Urc } from '#at/urc';
import { EXAMPLES } from '#commands/examples';
import { commandsFor } from '#commands/index';
import { usageOf } from '#commands/usage';
import type { Language } from '#messages/language';
import type { Module } from '#module/module';
import type { Settings } from '#module/settings/settings';

/** The command set of a module, in a language. */
export function commandsView(settings: Settings, language: Language) {
  const { firmware, follow } = settings;
  const { describe } = language;
  return {
    firmware,
    follow,
    commands: commandsFor(settings).map((row) => commandView(row, language)),
    urcs: Object.values<Urc>(URCS).map((urc) => ({
      shape: shapeOf(urc),
      when: describe(urc.when),
      after: describe(urc.after),
    })),
  };
}

function commandView(row: CommandRow<Module>, language: Language) {
  const { name, family, help, retired, forms } = row;
  const example = EXAMPLES[name];
  const usages = usageOf(row, language);
  const kinds = FORM_KINDS.filter((kind) => forms[kind] !== undefined);
  return {
    ...{ name, family, help: language.describe(help), retired },
    ...(example !== undefined && { example }),
    forms: kinds.map((kind, index) => ({
      kind,
      usage: usages[index] ?? '',
      ...formView(row, kind, language),
    })),
  };
}

function formView({ forms }: CommandRow<Module>, kind: (typeof FORM_KINDS)[number], { describe }: Language) {
  const { params = [], data = false, requires, responses = [] } = forms[kind] ?? {};
  return {
    params: params.map(({ name, type, about, limits, range, maxBytes, fallback, secret, countsData }) => ({
      ...{ name, type, about: describe(about), limits: describe(limits) },
      // JSON has no infinity; the limits say where there is no maximum.
      ...(range?.every(Number.isFinite) === true && { range: [...range] as [number, number] }),
      ...(maxBytes !== undefined && { maxBytes }),
      ...(fallback !== undefined && { fallback: describe(fallback) }),
      secret: secret === true,
      countsData: countsData === true,
    })),
    data,
    ...(requires !== undefined && { needs: describe(requires.needs) }),
    responses: responses.map((each) => shapeOf(each)),
  };
}
