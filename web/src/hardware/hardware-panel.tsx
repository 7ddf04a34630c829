import '../terminal/terminal.css';
import './hardware.css';
import { useSignalEffect } from '@preact/signals';
import { texts as shell } from '../shell/texts.ts';
import { Choice } from '../terminal/choice.tsx';
import { followCommands } from '../terminal/commands.ts';
import { InputLine } from '../terminal/input-line.tsx';
import { KeptLines } from '../terminal/kept-lines.tsx';
import { CommandMeaning, UrcMeaning } from '../terminal/meanings.tsx';
import { PasteBox } from '../terminal/paste-box.tsx';
import { Screen } from '../terminal/screen.tsx';
import { texts as terminal } from '../terminal/texts.ts';
import { ComparisonBox } from './comparison-box.tsx';
import { RecordingBar } from './recording-bar.tsx';
import { serial } from './serial.ts';
import { SideBar } from './side-bar.tsx';
import { exchange, hardwareTarget, host, module, screen, viewOptions } from './tap.ts';
import { texts } from './texts.ts';

/** A terminal for a genuine module at a serial port of the browser, and a tap between it and a host. */
export default function HardwarePanel() {
  const t = texts.value;
  useSignalEffect(followCommands);
  if (serial === undefined) {
    return (
      <>
        <h1>{shell.value.hardware}</h1>
        <p class="note">{t.missing}</p>
      </>
    );
  }
  return (
    <div class="terminal-panel hardware-panel">
      <div class="terminal-main">
        <div class="terminal-bar">
          <h1>{shell.value.hardware}</h1>
          <Choice label={terminal.value.times} of={viewOptions.times} />
          <Choice label={terminal.value.ends} of={viewOptions.ends} />
          <button type="button" onClick={hardwareTarget.clear}>
            {terminal.value.clear}
          </button>
        </div>
        <p class="note">{t.about}</p>
        <SideBar side={module} />
        <details open={host.state.value !== 'closed'}>
          <summary>{t.tap}</summary>
          <SideBar side={host} />
        </details>
        <Screen source={screen} options={viewOptions} />
        <PasteBox target={hardwareTarget} />
        <InputLine target={hardwareTarget} />
        <KeptLines />
        <RecordingBar />
        <ComparisonBox />
      </div>
      <Meanings />
    </div>
  );
}

/** What the last answers and URCs mean, the last one first. */
function Meanings() {
  const t = terminal.value;
  return (
    <section class="meanings" aria-labelledby="meanings-title">
      <h2 id="meanings-title">{t.meaning}</h2>
      {exchange.entries.value.length === 0 && <p class="note">{t.nothingYet}</p>}
      <ol>
        {exchange.entries.value.map((entry) => (
          <li key={entry.id}>
            {'urc' in entry ? <UrcMeaning line={entry.urc} /> : <CommandMeaning event={entry.command} />}
          </li>
        ))}
      </ol>
    </section>
  );
}
