import { openInsideBroker, type Broker, type BrokerOptions } from './broker.ts';
import { joinOutsideBroker, type OutsideOptions } from './outside.ts';

/** Another broker, and the name under which it keeps what this house has not acknowledged. */
export type Outside = Pick<OutsideOptions, 'url' | 'clientId'>;

/** Opens the MQTT door: the broker inside the process, or, with `outside`, a place at another one. */
export async function startBroker(
  options: BrokerOptions & { outside?: Outside | undefined },
): Promise<Broker> {
  return options.outside ? joinOutsideBroker({ ...options, ...options.outside }) : openInsideBroker(options);
}
