import { ofHouse } from '#shared/access/outsiders.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { BatchAnswer } from '#shared/sensing/reading.ts';
import type { FetchPicture, FrigateForm, Sighting, Sightings } from '#shared/sensing/sighting.ts';
import type { Log } from '../log.ts';
import type { Execute } from '../ports.ts';
import { answerOf, makeSlip, noteFault, type Slip } from '../readings/batch.ts';
import type { Lane } from '../readings/sensors.ts';
import type { Detect, ModelGate, Told } from './detections.ts';
import { translate, type Translated } from './foreign.ts';
import { readFrigateEvent, readFrigateReview } from './frigate.ts';
import { foreignCamera, type Gate } from './gate.ts';
import {
  openErrands,
  type ErrandPorts,
  type Errands,
  type Got,
  type PictureWish,
} from './picture-errands.ts';
import { openPictures, type PictureLimits, type Pictures } from './pictures.ts';

export interface SightingPorts {
  /** The lane of a county that takes something now. */
  enter(jurisdiction: string): Lane | Refusal;
  gateOf(lane: Lane, source: string): Gate | null;
  detect: Detect;
  execute: Execute;
  models?: Pick<ModelGate, 'show'> | undefined;
  pictures?: PictureLimits | undefined;
  /** Where pictures that are to follow are kept; missing: in memory. */
  wanted?: Omit<ErrandPorts, 'pictures' | 'join' | 'log'> | undefined;
  log: Log;
  /** Counts what became of a message, and hands it on. */
  count(jurisdiction: string, answer: BatchAnswer | Refusal): BatchAnswer | Refusal;
}
const unknownCamera = { code: 'unknown', reason: 'no such camera here', field: 'camera' } as const;

/** The door of detections for those who speak otherwise: each sighting becomes what the county's models report, or nothing. */
export function openSightings(ports: SightingPorts): Sightings & { stop(): Promise<void> } {
  const { enter, gateOf, count, log } = ports;
  const pictures = openPictures({ log, ...(ports.pictures && { limits: ports.pictures }) });
  const errands = openErrands({
    ...ports.wanted,
    pictures,
    log,
    join: (of, got) => joinPicture(ports, of, got),
  });
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
        const one = await tell({ detect: ports.detect, pictures, errands }, { lane, source, gate }, told);
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
    fetchBy(fetch: FetchPicture) {
      pictures.fetchBy(fetch);
      errands.turn();
    },
    stop() {
      pictures.stop();
      return errands.stop();
    },
  };
}

/** Told at once, with the picture where it is here already; else the picture follows. */
async function tell(
  { detect, pictures, errands }: { detect: Detect; pictures: Pictures; errands: Errands },
  { lane, source, gate }: { lane: Lane; source: string; gate: Gate | null },
  { item, snapshot }: Translated,
): Promise<Slip> {
  if (snapshot === null || !pictures.canFetch()) return detect(lane, source, [item], gate);
  const wanted = { jurisdiction: lane.id, source, snapshot };
  const picture = pictures.known(wanted);
  if (picture !== null) {
    const slip = await detect(lane, source, [{ ...item, picture }], gate);
    if (slip.refused.every(({ field }) => field !== 'picture')) return slip;
    // Nobody named it, so it was swept away.
    pictures.forget(wanted);
  }
  const follows = { ...item, text: `${item.text.slice(0, 190)}，快照随后补入` };
  return detect(lane, source, [follows], gate, errands.companionOf({ ...wanted, text: item.text }));
}

const reasons = {
  away: '视频网关没有应答',
  missing: '视频网关没有这张快照',
  'too-large': '快照过大',
  'not-kept': '快照不能留存',
  'too-many': '待取的快照过多',
  'too-late': '搁置过久，不再去取',
};

/** The picture, or why there is none, as a word more on the matter; what a muted model saw has its picture beside it. */
async function joinPicture(
  { execute, models, log }: Pick<SightingPorts, 'execute' | 'models' | 'log'>,
  { jurisdiction, source, snapshot, text: seen, to }: PictureWish & { to: Told },
  got: Got,
): Promise<void> {
  if ('origin' in to) {
    if ('ref' in got) await models?.show(jurisdiction, { ...to, picture: got.ref });
    return;
  }
  const text = 'ref' in got ? '快照已补入' : `快照未取到：${reasons[got.none]}`;
  const evidence = 'ref' in got ? [{ kind: 'detection' as const, text: seen, ref: got.ref, at: to.at }] : [];
  const answer = await execute({
    jurisdiction,
    by: ofHouse('system'),
    key: `snapshot:${to.subject}:${snapshot}`.slice(0, 200),
    command: { kind: 'note', incident: to.subject, text, evidence },
  });
  if (!isRefusal(answer)) return;
  // A county that is only looked at now takes it when it is open again.
  if (answer.code === 'busy' || answer.reasonId === 'county-read-only') throw new Error(answer.reason);
  log.warn({ jurisdiction, source, refusal: answer }, 'bringing a snapshot to its matter failed');
}
