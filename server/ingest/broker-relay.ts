import type { Aedes, PublishPacket } from 'aedes';

export type Relay = (packet: PublishPacket, done: (error?: Error) => void) => void;

/**
 * Takes the broker's own way to its subscribers, which only refusals take from then on. Aedes has no setting that keeps a taken
 * message of a client from being handed on: `authorizePublish` refuses it, which ends the connection, or lets it pass, and then
 * `publish` keeps it for those who come later and looks for subscribers, of whom there are none. Here a message has ended with
 * its door, so `publish` answers clients at once and works on for the broker itself, whose second argument may be the callback.
 */
export function takeRelay(aedes: Aedes): Relay {
  const relay = aedes.publish.bind(aedes) as unknown as Relay;
  aedes.publish = ((packet: PublishPacket, client: unknown, done?: (error?: Error) => void) => {
    if (typeof client === 'function') relay(packet, client as () => void);
    else if (client) done?.();
    else relay(packet, done ?? (() => undefined));
  }) as typeof aedes.publish;
  return relay;
}
