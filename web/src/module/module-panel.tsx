import { texts } from '../shell/texts.ts';

export default function ModulePanel() {
  return <h1>{texts.value.module}</h1>;
}
