import { BrokerFaults, type BrokerFaultsParts } from './broker-faults.ts';
import { ModuleFaults, type ModuleFaultsParts } from './module-faults.ts';

/** Makes what faults act in. A run that has none in sight does not load it. */
export interface FaultFactory {
  forModule(parts: ModuleFaultsParts): ModuleFaults;
  forBroker(parts: BrokerFaultsParts): BrokerFaults;
}

export const faultFactory: FaultFactory = {
  forModule: (parts) => new ModuleFaults(parts),
  forBroker: (parts) => new BrokerFaults(parts),
};
