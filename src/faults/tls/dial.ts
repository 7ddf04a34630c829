import type { DialRoute } from '#module/platform';
import type { FaultSet } from '../fault-set.ts';
import { concerning, type Where } from '../where.ts';
import type { Impostor } from './impostor.ts';
import { dialLater } from './later.ts';

/** Ways to brokers at whose end something else answers TLS; what that takes is loaded with the first such fault. */
export function faultyTls(dial: DialRoute, faults: FaultSet): DialRoute {
  return (route) => {
    const { tls } = route;
    if (tls === undefined) return dial(route);
    return (events) => {
      const impostor = takeImpostor(faults, concerning(route.host, route.port));
      if (impostor === undefined) return dial(route)(events);
      return dialLater(async () => {
        const { dialImpostor } = await import('./impostor.ts');
        return dialImpostor(impostor, { ...route, tls }, dial);
      })(events);
    };
  };
}

/** What answers in the place of the broker; undefined: the broker. */
function takeImpostor(faults: FaultSet, concerns: (where: Where) => boolean): Impostor | undefined {
  if (faults.take('tls.silent', concerns)) return { kind: 'silent' };
  const alert = faults.take('tls.alert', concerns)?.parameters;
  if (alert !== undefined) return { kind: 'alert', alert: alert.alert, step: alert.step };
  const old = faults.take('tls.old', concerns)?.parameters;
  if (old !== undefined) return { kind: 'old', version: old.version };
  if (faults.take('tls.expired', concerns)) return { kind: 'expired' };
  if (faults.take('tls.notYetValid', concerns)) return { kind: 'notYetValid' };
  const wrongName = faults.take('tls.wrongName', concerns)?.parameters;
  if (wrongName !== undefined) return { kind: 'wrongName', name: wrongName.name };
  if (faults.take('tls.wrongCa', concerns)) return { kind: 'wrongCa' };
  return undefined;
}
