import './module.css';
import { useSignalEffect } from '@preact/signals';
import { Loading } from '../shell/loading.tsx';
import { hrefOf, panelQuery } from '../shell/panels.ts';
import { texts as shell } from '../shell/texts.ts';
import { module } from '../state/modules.ts';
import { CertificatesSection } from './certificates-section.tsx';
import { ClockSection } from './clock-section.tsx';
import { flash } from './flash.ts';
import { FlashSection } from './flash-section.tsx';
import { LinksSection } from './links-section.tsx';
import { ModuleBar } from './module-bar.tsx';
import { SettingsSection } from './settings-section.tsx';
import { texts } from './texts.ts';
import { WifiSection } from './wifi-section.tsx';

const SECTIONS = ['links', 'wifi', 'clock', 'certificates', 'flash', 'settings'] as const;

/** A module from within, and all that can be done to it. */
export default function ModulePanel() {
  const t = texts.value;
  useSignalEffect(flash.follow);
  const shown = module.value;
  if (shown === undefined) return <Loading title={shell.value.module} />;
  const section = SECTIONS.find((each) => each === panelQuery.value.get('show')) ?? 'links';
  const { name } = shown;
  return (
    <div class="module-panel">
      <ModuleBar module={shown} />
      <nav class="sections" aria-label={t.sections}>
        {SECTIONS.map((each) => (
          <a
            key={each}
            href={hrefOf('module', { show: each })}
            aria-current={each === section ? 'page' : undefined}
          >
            {t.sectionNames[each]}
          </a>
        ))}
      </nav>
      {section === 'links' && <LinksSection module={name} />}
      {section === 'wifi' && <WifiSection module={shown} />}
      {section === 'clock' && <ClockSection key={name} module={shown} />}
      {section === 'certificates' && <CertificatesSection module={name} now={shown.clock.now} />}
      {section === 'flash' && <FlashSection />}
      {section === 'settings' && <SettingsSection key={name} module={name} />}
    </div>
  );
}
