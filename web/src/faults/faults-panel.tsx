import { texts } from '../shell/texts.ts';

export default function FaultsPanel() {
  return <h1>{texts.value.faults}</h1>;
}
