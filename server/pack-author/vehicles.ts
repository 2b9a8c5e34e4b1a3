import { inRecord } from '#shared/kernel/localized.ts';
import type { Unit } from '#shared/pack/schema.ts';
import type { Vehicle } from '#shared/pack/vehicle.ts';

/** Units that have a vehicle with a device in it, and how many each has. */
const [withVehicles, each] = [5, 2];

/** Vehicles of the first squads and of the fire brigade, called after their unit. */
export function makeVehicles(units: readonly Unit[]): Vehicle[] {
  const brigade = units.filter(({ id }) => id === 'fire-brigade');
  const squads = units
    .filter((unit) => unit.kind === 'squad' && !brigade.includes(unit))
    .slice(0, withVehicles);
  return [...brigade, ...squads].flatMap((unit) =>
    Array.from({ length: each }, (_, i): Vehicle => ({
      id: `vehicle-${unit.id}-${i + 1}`,
      name: `${inRecord(unit.name)} ${i + 1} 号车`.slice(0, 64),
      unit: unit.id,
    })),
  );
}
