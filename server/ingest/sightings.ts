import { ofHouse } from '#shared/access/outsiders.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { BatchAnswer, DetectionIn } from '#shared/sensing/reading.ts';
import type { Fetched, FrigateForm, Sighting, Sightings } from '#shared/sensing/sighting.ts';
import type { Log } from '../log.ts';
import type { Execute } from '../ports.ts';
import { answerOf, makeSlip, noteFault, type Slip } from '../readings/batch.ts';
import type { Lane } from '../readings/sensors.ts';
import type { Detect, ModelGate, Told } from './detections.ts';
import { translate, type Translated } from './foreign.ts';
import { readFrigateEvent, readFrigateReview } from './frigate.ts';
import { foreignCamera, type Gate } from './gate.ts';
import { openPictures, type PictureLimits, type Pictures } from './pictures.ts';

export interface SightingPorts {
  /** The lane of a county that takes something now. */
  enter(jurisdiction: string): Lane | Refusal;
  gateOf(lane: Lane, source: string): Gate | null;
  detect: Detect;
  execute: Execute;
  models?: Pick<ModelGate, 'show'> | undefined;
  pictures?: PictureLimits | undefined;
  log: Log;
  /** Counts what became of a message, and hands it on. */
  count(jurisdiction: string, answer: BatchAnswer | Refusal): BatchAnswer | Refusal;
}
const unknownCamera = { code: 'unknown', reason: 'no such camera here', field: 'camera' } as const;

/** The door of detections for those who speak otherwise: each sighting becomes what the county's models report, or nothing. */
export function openSightings(ports: SightingPorts): Sightings & { stop(): void } {
  const { enter, gateOf, count, log } = ports;
  const pictures = openPictures({ log, ...(ports.pictures && { limits: ports.pictures }) });
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
        const one = await tell({ ports, pictures }, { lane, source, gate }, told);
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
    stop: pictures.stop,
  };
}

/** Told at once, with the picture where it is here already; else the picture follows. */
async function tell(
  { ports, pictures }: { ports: SightingPorts; pictures: Pictures },
  { lane, source, gate }: { lane: Lane; source: string; gate: Gate | null },
  { item, snapshot }: Translated,
): Promise<Slip> {
  const { detect } = ports;
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
  return detect(lane, source, [follows], gate, (to) =>
    pictures.want({ ...wanted, join: (got) => joinPicture(ports, { ...wanted, item, to }, got) }),
  );
}

const reasons = {
  away: '视频网关没有应答',
  missing: '视频网关没有这张快照',
  'too-large': '快照过大',
  'not-kept': '快照不能留存',
  'too-many': '待取的快照过多',
};

/** The picture, or why there is none, as a word more on the matter; what a muted model saw has its picture beside it. */
async function joinPicture(
  { execute, models, log }: Pick<SightingPorts, 'execute' | 'models' | 'log'>,
  of: { jurisdiction: string; source: string; snapshot: string; item: DetectionIn; to: Told },
  got: Fetched | { none: 'too-many' },
): Promise<void> {
  const { jurisdiction, source, snapshot, item, to } = of;
  if ('origin' in to) {
    if ('ref' in got) await models?.show(jurisdiction, { ...to, picture: got.ref });
    return;
  }
  const text = 'ref' in got ? '快照已补入' : `快照未取到：${reasons[got.none]}`;
  const evidence =
    'ref' in got ? [{ kind: 'detection' as const, text: item.text, ref: got.ref, at: to.at }] : [];
  const answer = await execute({
    jurisdiction,
    by: ofHouse('system'),
    key: `snapshot:${to.subject}:${snapshot}`.slice(0, 200),
    command: { kind: 'note', incident: to.subject, text, evidence },
  });
  if (!isRefusal(answer)) return;
  if (answer.code === 'busy') throw new Error(answer.reason);
  log.warn({ jurisdiction, source, refusal: answer }, 'bringing a snapshot to its matter failed');
}
