import './faults.css';
import { useEffect } from 'preact/hooks';
import { FaultList } from './fault-list.tsx';
import { LatencyChoice } from './latency-choice.tsx';
import { OnList } from './on-list.tsx';
import { followFaults } from './on-now.ts';
import { QuickFaults } from './quick-faults.tsx';
import { ScenarioBox } from './scenario-box.tsx';
import { SessionBox } from './session-box.tsx';
import { texts } from './texts.ts';

/** What goes wrong on command, scenarios, and the session as a file. */
export default function FaultsPanel() {
  useEffect(followFaults, []);
  return (
    <div class="faults-panel">
      <h1 class="unseen">{texts.value.title}</h1>
      <div>
        <QuickFaults />
        <OnList />
        <FaultList />
      </div>
      <div>
        <SessionBox />
        <LatencyChoice />
        <ScenarioBox />
      </div>
    </div>
  );
}
