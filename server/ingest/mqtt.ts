import { openInsideBroker, type Broker, type BrokerOptions } from './broker.ts';
import { joinOutsideBroker } from './outside.ts';

/** Opens the MQTT door: the broker inside the process, or, with `outside`, a place at another one. */
export async function startBroker(
  options: BrokerOptions & { outside?: string | undefined },
): Promise<Broker> {
  return options.outside
    ? joinOutsideBroker({ ...options, url: options.outside })
    : openInsideBroker(options);
}
