import { commandSet, type Form, type Param } from './commands.ts';
import { putIntoInput, typed } from './focus.ts';
import { texts } from './texts.ts';
import { formOf, problemsOf, readLine } from './typed-line.ts';

/** What the command takes that is being typed, and which of its parameters the caret is in. */
export function Hints({ caret }: { readonly caret: number }) {
  const t = texts.value;
  const set = commandSet.value;
  const line = readLine(typed.value, caret, set?.lenientQuotes);
  const found = set && formOf(set, line);
  if (found === undefined) return <p class="hints note">{t.hint}</p>;
  const { command, form } = found;
  const { example } = command;
  const param = line.kind === 'set' ? form?.params[line.current] : undefined;
  return (
    <div class="hints">
      <p>
        <strong class="mono">{command.name}</strong> {command.help}
        {command.retired && <span class="warn"> {t.retired}</span>}
        {form?.needs !== undefined && <span class="note"> {form.needs}</span>}
      </p>
      {form === undefined && <p class="warn">{t.noForm}</p>}
      {form?.kind === 'set' && <Usage name={command.name} form={form} current={line.current} />}
      {param !== undefined && <ParamHint param={param} />}
      {form?.kind === 'set' &&
        problemsOf(form, line, false).map((problem) => (
          <p key={JSON.stringify(problem)} class="warn">
            ⚠{' '}
            {problem.wrong === 'tooMany'
              ? t.problems.tooMany(problem.count, problem.most)
              : t.problems[problem.wrong](`<${problem.param.name}>`, problem.param.limits)}
          </p>
        ))}
      {example !== undefined && example !== typed.value && (
        <p class="example">
          {t.example}{' '}
          <button type="button" class="mono" onClick={() => putIntoInput(example)}>
            {example}
          </button>
        </p>
      )}
    </div>
  );
}

function Usage({
  name,
  form,
  current,
}: {
  readonly name: string;
  readonly form: Form;
  readonly current: number;
}) {
  return (
    <p class="usage mono">
      {name}=
      {form.params.map((param, index) => {
        const text = param.type === 'string' ? `<"${param.name}">` : `<${param.name}>`;
        const shown = `${index === 0 ? '' : ','}${text}`;
        const whole = param.fallback === undefined ? shown : `[${shown}]`;
        return index === current ? (
          <mark key={param.name} aria-current="true">
            {whole}
          </mark>
        ) : (
          <span key={param.name}>{whole}</span>
        );
      })}
      {form.data && <span class="note"> {texts.value.thenData}</span>}
    </p>
  );
}

function ParamHint({ param }: { readonly param: Param }) {
  const t = texts.value;
  return (
    <p>
      <strong class="mono">{param.name}</strong> {t.types[param.type]}
      {param.limits !== '' && <> · {param.limits}</>}
      {param.fallback !== undefined && <> · {t.fallback(param.fallback)}</>}
      {param.secret && <> · {t.secret}</>}
      <br />
      {param.about}
    </p>
  );
}
