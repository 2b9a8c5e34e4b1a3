import mqtt from 'mqtt';
import { dice, seedOf } from '#shared/kernel/dice.ts';
import { localOf } from '#shared/clock/zone.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { LampGroup } from '#shared/pack/lamp.ts';
import type { LampIn, LampOrder } from '#shared/sensing/lamp.ts';
import type { DevicePlan } from './devices.ts';

/**
 * The controller beside the road: tells every few minutes how its groups burn, by dusk and dawn until somebody orders otherwise,
 * and does what it is told. One group in twenty hears nothing, one in ten has lamps that do not answer it, as real ones have.
 */
const tellMs = 5 * minuteMs;
/** After an order a group goes by dusk and dawn again at the next noon. */
const noonMs = 12 * hourMs;

interface Burning {
  level: number;
  /** The order that made it so, until noon after it. */
  order: { number: number; at: number } | null;
}

export function startLamps({ pack, mqttUrl, tokens, seed, log }: DevicePlan): { stop(): Promise<void> } {
  const { calendar, lamps = [] } = pack.pack;
  if (lamps.length === 0) return { stop: () => Promise.resolve() };
  const client = mqtt.connect(mqttUrl, {
    username: 'lamp-control',
    password: tokens['lamp-control'] ?? '',
    clientId: `lamp-control-${pack.id}-${process.pid}`,
    reconnectPeriod: 1_000,
  });
  const groups = new Map(lamps.map((group) => [group.id, group]));
  const burning = new Map<string, Burning>();
  const isDeaf = (id: string): boolean => dice(seedOf(`${seed}:deaf:${id}`)).chance(0.05);
  const publish = (items: readonly LampIn[]): void =>
    void client.publish(`jh/${pack.id}/lamps`, JSON.stringify(items), { qos: 1 });

  function now(group: LampGroup, at: number): Burning {
    const ordered = burning.get(group.id);
    if (ordered?.order && noonAfter(localOf(calendar, ordered.order.at)) > localOf(calendar, at))
      return ordered;
    return { level: levelByNight(localOf(calendar, at)), order: null };
  }
  function tellAll(): void {
    const at = Date.now();
    publish(
      lamps.filter(({ id }) => !isDeaf(id)).map((group) => wordOf(group, now(group, at).level, at, seed)),
    );
  }
  function obey(orders: readonly LampOrder[]): void {
    const at = Date.now();
    for (const { order, group: id, level, until } of orders) {
      const group = groups.get(id);
      if (!group || isDeaf(id) || until < at) continue;
      burning.set(id, { level, order: { number: order, at } });
      publish([{ ...wordOf(group, level, at, seed), order }]);
    }
  }
  client.on('error', (error) =>
    log.warn({ jurisdiction: pack.id, error: error.message }, 'simulator: MQTT broker refuses the lamps'),
  );
  client.on('connect', () => {
    client.subscribe(`jh/${pack.id}/orders/lamp-control`);
    tellAll();
  });
  client.on('message', (_, payload) => obey(JSON.parse(payload.toString()) as LampOrder[]));
  const timer = setInterval(() => {
    if (client.connected) tellAll();
  }, tellMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await client.endAsync(true);
    },
  };
}

/** The first noon after a local instant. */
const noonAfter = (local: number): number => {
  const noon = Math.floor(local / dayMs) * dayMs + noonMs;
  return noon > local ? noon : noon + dayMs;
};

/** Full light from 17:30 until 23:00, less until dawn. */
export function levelByNight(local: number): number {
  const hour = (local % dayMs) / hourMs;
  if (hour >= 17.5 && hour < 23) return 100;
  return hour >= 23 || hour < 5.5 ? 60 : 0;
}

/** What a group says of itself. */
export function wordOf({ id, lamps }: LampGroup, level: number, at: number, seed: number): LampIn {
  const roll = dice(seedOf(`${seed}:dark:${id}`));
  const dark = level > 0 && roll.chance(0.1) ? roll.between(1, 4) : 0;
  return { group: id, at, level, lit: level > 0 ? lamps - dark : 0, dark };
}
