import { texts } from '../shell/texts.ts';

export default function BrokerPanel() {
  return <h1>{texts.value.broker}</h1>;
}
