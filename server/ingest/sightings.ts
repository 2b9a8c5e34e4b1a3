import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import type { BatchAnswer } from '#shared/sensing/reading.ts';
import type { FetchPicture, FrigateForm, Sighting, Sightings } from '#shared/sensing/sighting.ts';
import { answerOf, makeSlip, noteFault, type Slip } from '../readings/batch.ts';
import type { Lane } from '../readings/sensors.ts';
import { translate, type Translated } from './foreign.ts';
import { readFrigateEvent, readFrigateReview } from './frigate.ts';
import { foreignCamera, type Gate } from './gate.ts';

export interface SightingPorts {
  /** The lane of a county that takes something now. */
  enter(jurisdiction: string): Lane | Refusal;
  gateOf(lane: Lane, source: string): Gate | null;
  detect(lane: Lane, source: string, items: readonly unknown[], gate: Gate | null): Promise<Slip>;
  /** Counts what became of a message, and hands it on. */
  count(jurisdiction: string, answer: BatchAnswer | Refusal): BatchAnswer | Refusal;
}
const mostPictures = 500;
const unknownCamera = { code: 'unknown', reason: 'no such camera here', field: 'camera' } as const;

/** The door of detections for those who speak otherwise: each sighting becomes what the county's models report, or nothing. */
export function openSightings({ enter, gateOf, detect, count }: SightingPorts): Sightings {
  const pictures = openPictures();
  const take = async (
    jurisdiction: string,
    source: string,
    seen: readonly Sighting[],
  ): Promise<BatchAnswer | Refusal> => count(jurisdiction, await pass(jurisdiction, source, seen));
  async function pass(
    jurisdiction: string,
    source: string,
    seen: readonly Sighting[],
  ): Promise<BatchAnswer | Refusal> {
    const lane = enter(jurisdiction);
    if (isRefusal(lane)) return lane;
    const gate = gateOf(lane, source);
    const slip = makeSlip();
    for (const [index, sighting] of seen.entries()) {
      const told = translate(lane.loaded, sighting);
      if (told === null) continue;
      if (told === 'unknown-camera') noteFault(slip, index, unknownCamera);
      else if (gate && !gate.hasCamera(told.item.camera)) noteFault(slip, index, foreignCamera);
      else {
        const one = await detect(lane, source, [await pictures.put(lane.id, source, told)], gate);
        slip.taken += one.taken;
        for (const { index: _, code, ...why } of one.refused)
          noteFault(slip, index, { code: code as 'invalid', ...why });
      }
    }
    return answerOf(slip);
  }
  return {
    take,
    frigate(form: FrigateForm, jurisdiction: string, source: string, input: unknown) {
      const read = form === 'events' ? readFrigateEvent(input) : readFrigateReview(input);
      if ('seen' in read) return take(jurisdiction, source, read.seen);
      const { path } = read.wrong.issues[0] ?? { path: [] };
      const refusal = refuse('invalid', 'not-of-frigate', { form }, path.map(String).join('.'));
      return Promise.resolve(count(jurisdiction, refusal));
    },
    fetchBy: pictures.fetchBy,
  };
}

/** Pictures of sightings by where they lie: an object is told of many times, and its picture fetched once. */
function openPictures() {
  let fetchPicture: FetchPicture | null = null;
  const kept = new Map<string, Promise<string | null>>();
  function of(jurisdiction: string, source: string, snapshot: string): Promise<string | null> {
    const key = `${jurisdiction}\0${source}\0${snapshot}`;
    const known = kept.get(key);
    if (known) return known;
    const fetched = (fetchPicture?.(jurisdiction, source, snapshot) ?? Promise.resolve(null)).catch(
      () => null,
    );
    kept.set(key, fetched);
    if (kept.size > mostPictures) kept.delete(must(kept.keys().next().value, 'the oldest picture'));
    return fetched;
  }
  return {
    fetchBy: (fetch: FetchPicture): void => void (fetchPicture = fetch),
    /** The item with its picture; where there should be one and none can be had, its words say so. */
    async put(jurisdiction: string, source: string, { item, snapshot }: Translated): Promise<unknown> {
      if (snapshot === null || !fetchPicture) return item;
      const picture = await of(jurisdiction, source, snapshot);
      return picture === null
        ? { ...item, text: `${item.text.slice(0, 190)}，快照未取到` }
        : { ...item, picture };
    },
  };
}
