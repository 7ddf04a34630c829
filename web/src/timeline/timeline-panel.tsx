import { texts } from '../shell/texts.ts';

export default function TimelinePanel() {
  return <h1>{texts.value.timeline}</h1>;
}
