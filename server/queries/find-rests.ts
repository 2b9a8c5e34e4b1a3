import { inRecord } from '#shared/kernel/localized.ts';
import type { Person } from '#shared/access/person.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { hourMs } from '#shared/kernel/span.ts';
import type { Rest, RestAsked } from '#shared/warning/rest.ts';
import type { Trend } from '#shared/wire/http.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { seesPlace } from './scope-of-pack.ts';

/** The course of a sensor in [from, to). */
export type ReadCourse = (
  jurisdiction: string,
  sensor: string,
  from: number,
  to: number,
) => Promise<Trend | Refusal>;

/** A reading is looked for so far back: an older one says nothing of that time. */
const reachMs = 5 * hourMs;

/**
 * What a basis rests on, with what was really measured: of each instrument named the last reading up to the instant named. One that
 * has none is refused, so that nobody can write down a value that was never read.
 */
export async function findRests(
  read: ReadCourse,
  pack: LoadedPack,
  person: Person | null,
  asked: readonly RestAsked[],
): Promise<Rest[] | Refusal> {
  const found: Rest[] = [];
  for (const [place, one] of asked.entries()) {
    if (one.kind !== 'reading') {
      found.push(one);
      continue;
    }
    const sensor = pack.pack.sensors[pack.sensorOrdinals.get(one.sensor) ?? -1];
    if (!sensor || (person && !seesPlace(pack, person, sensor.place)))
      return refuse('unknown', 'no-sensor-in-scope', `rests.${place}.sensor`);
    const course = await read(pack.id, one.sensor, one.at - reachMs, one.at + 1);
    if (isRefusal(course)) return course;
    const last = course.points.at(-1);
    if (!last)
      return refuse('unknown', 'no-reading-then', { sensor: inRecord(sensor.name) }, `rests.${place}.at`);
    const [at, value] = last;
    found.push({ ...one, at, value, name: inRecord(sensor.name), measure: sensor.measure });
  }
  return found;
}
