import { asSource } from '#shared/access/outsiders.ts';
import { inRecord } from '#shared/kernel/localized.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import { checkItem, instantFault, instantOf, type Fault } from '#shared/sensing/fault.ts';
import { detectionIn, type DetectionIn } from '#shared/sensing/reading.ts';
import { modelOf } from '#shared/pack/model.ts';
import type { Execute } from '../ports.ts';
import { makeSlip, noteFault, type Slip } from '../readings/batch.ts';
import type { OpenHotLane } from '../readings/lane.ts';
import { foreignCamera, type Gate } from './gate.ts';
import type { Lane } from '../readings/sensors.ts';

/** What the door of detections asks about models. */
export interface ModelGate {
  /** Whether it opens no matters at the moment. */
  isMuted(jurisdiction: string, model: string): boolean;
  /** Keeps what a muted model saw, so that people can judge it. */
  hold(
    jurisdiction: string,
    seen: {
      model: string;
      origin: string;
      camera: string;
      item: string;
      at: number;
      confidence: number;
      text: string;
      picture: string | null;
    },
  ): Promise<void>;
  /** Puts a picture that came later beside what it held. */
  show(jurisdiction: string, seen: { origin: string; at: number; picture: string }): Promise<void>;
}

/** What became of something seen: a matter that was opened or counted on, or something held while its model is muted. */
export type Told = { subject: string; at: number } | { origin: string; at: number };
export type Detect = (
  lane: Lane,
  source: string,
  items: readonly unknown[],
  gate: Gate | null,
  /** Asked before each that is told on; what is still of the same burst is not. */
  companion?: Companion,
) => Promise<Slip>;
/** Goes with what is told on, from before until it is known what became of it. */
export type Companion = (origin: string, at: number) => Promise<Accompanied>;
export interface Accompanied {
  told(to: Told): void;
  refused(): Promise<void>;
  /** Nobody knows whether it was told. */
  lost(): void;
}

/**
 * What a camera's model saw becomes a report; while that incident is open, the ledger counts further ones as occurrences of
 * it. A model that keeps seeing the same thing would fill the ledger, so within `quietMs` further sightings are only taken. What a
 * muted model sees opens nothing and is held, so that people can say whether it was so.
 */
export interface DetectionOptions {
  lane: OpenHotLane;
  execute: Execute;
  clock: () => number;
  /** Missing: every model opens matters. */
  models?: ModelGate;
}

/** For an origin, with the same camera and model, so that each class a model sees is a matter of its own. */
const originOf = ({ camera, model, item }: DetectionIn): string =>
  `camera:${camera}:${model}${item === model ? '' : `:${item}`}`;

const quietMs = 60_000;
const mostOrigins = 50_000;

/** Makes the door's inner part: takes a list of detections and answers with the slip of all. */
export function makeDetections(options: DetectionOptions): Detect {
  const { lane: hot, clock } = options;
  /** Instant of the last sighting told to the ledger, and the newest seen, by jurisdiction and origin. */
  const told = new Map<string, { at: number; newest: number }>();

  return async (lane, source, items, gate, companion) => {
    const slip = makeSlip();
    for (const [index, given] of items.entries()) {
      const read = check(lane, given, hot, clock());
      if ('fault' in read) noteFault(slip, index, read.fault);
      else if (gate && !gate.hasCamera(read.item.camera)) noteFault(slip, index, foreignCamera);
      else {
        const fault = await tell({ lane, source, companion }, read);
        if (fault) noteFault(slip, index, fault);
        else slip.taken++;
      }
    }
    return slip;
  };

  async function tell(
    { lane, source, companion }: { lane: Lane; source: string; companion: Companion | undefined },
    { item, at }: { item: DetectionIn; at: number },
  ): Promise<Fault | null> {
    const origin = originOf(item);
    const place = `${lane.id}\0${origin}`;
    const before = told.get(place);
    if (before && at === before.newest)
      return { code: 'duplicate', reason: 'this sighting is already there', field: 'at' };
    if (before && at - before.at >= 0 && at - before.at < quietMs) {
      before.newest = Math.max(before.newest, at);
      return null;
    }
    // Remembered before the answer, so that one burst makes one command; forgotten when it failed.
    told.delete(place);
    told.set(place, { at, newest: at });
    if (told.size > mostOrigins) told.delete(must(told.keys().next().value, 'oldest origin'));
    let beside: Accompanied | undefined;
    try {
      beside = await companion?.(origin, at);
      const said = await tellOn(options, { lane, source, item, at, origin });
      if (!isRefusal(said)) {
        beside?.told(said);
        return null;
      }
      forget(place, before);
      await beside?.refused();
      return faultOf(said);
    } catch (error) {
      forget(place, before);
      beside?.lost();
      throw error;
    }
  }

  function forget(place: string, before: { at: number; newest: number } | undefined): void {
    if (before) told.set(place, before);
    else told.delete(place);
  }
}

/** To the ledger, or to those who judge what a muted model sees. */
async function tellOn(
  { models, execute }: Pick<DetectionOptions, 'models' | 'execute'>,
  seen: { lane: Lane; source: string; item: DetectionIn; at: number; origin: string },
): Promise<Told | Refusal> {
  const { lane, source, item, at, origin } = seen;
  if (models?.isMuted(lane.id, item.model)) {
    await models.hold(lane.id, heldOf(item, origin, at));
    return { origin, at };
  }
  const answer = await execute(orderOf(lane, source, item, at, origin));
  return isRefusal(answer) ? answer : { subject: answer.subject, at };
}

function heldOf(seen: DetectionIn, origin: string, at: number): Parameters<ModelGate['hold']>[1] {
  const { camera, model, item, confidence, text, picture = null } = seen;
  return { model, origin, camera, item, at, confidence, text, picture };
}

function faultOf({ code, reason, field }: Refusal): Fault {
  if (field === undefined) return { code, reason };
  return { code, reason, field: field === 'evidence.0.ref' ? 'picture' : field };
}

function check(
  lane: Lane,
  given: unknown,
  hot: OpenHotLane,
  now: number,
): { item: DetectionIn; at: number } | { fault: Fault } {
  const read = checkItem(detectionIn, given);
  if ('fault' in read) return read;
  const { item } = read;
  const { cameraOrdinals, items } = lane.loaded;
  if (!cameraOrdinals.has(item.camera))
    return { fault: { code: 'unknown', reason: 'no such camera here', field: 'camera' } };
  if (!items.has(item.item))
    return { fault: { code: 'unknown', reason: 'no such catalogue item here', field: 'item' } };
  const unfit = modelFault(lane.loaded, item);
  if (unfit) return { fault: unfit };
  const at = instantOf(item.at);
  if (at === null) return { fault: { code: 'invalid', reason: 'not an instant', field: 'at' } };
  const fault = instantFault(at, hot.windowOf(lane, now));
  return fault ? { fault } : { item, at };
}

/** Why this camera's models cannot have seen this, or null. */
function modelFault({ pack, cameraOrdinals, items }: Lane['loaded'], seen: DetectionIn): Fault | null {
  const camera = must(pack.cameras[cameraOrdinals.get(seen.camera) ?? -1], `camera ${seen.camera}`);
  const model = modelOf(pack, items, seen.model);
  if (!model) return { code: 'unknown', reason: 'no such model is registered here', field: 'model' };
  if (!camera.models.includes(seen.model))
    return { code: 'invalid', reason: 'this camera is not watched by this model', field: 'model' };
  if (!model.items.includes(seen.item))
    return { code: 'invalid', reason: 'this model does not report this catalogue item', field: 'item' };
  if (seen.confidence < model.floor)
    return { code: 'invalid', reason: 'less sure than this model has to be', field: 'confidence' };
  return null;
}

function orderOf(
  lane: Lane,
  source: string,
  item: DetectionIn,
  at: number,
  origin: string,
): Parameters<Execute>[0] {
  const { pack, cameraOrdinals, items } = lane.loaded;
  const camera = must(pack.cameras[cameraOrdinals.get(item.camera) ?? -1], `camera ${item.camera}`);
  const text = `${item.text}（${item.model}，置信度 ${Math.round(item.confidence * 100)}%）`;
  return {
    jurisdiction: lane.id,
    by: { id: source, name: source, ...asSource },
    key: `${origin}:${at}`,
    command: {
      kind: 'report',
      source: 'camera',
      item: item.item,
      title: `${camera.name} ${inRecord(items.get(item.item)?.name) ?? item.item}`.slice(0, 120),
      detail: text,
      place: camera.place,
      address: camera.name,
      urgent: false,
      origin,
      evidence: [{ kind: 'detection', text, ...(item.picture !== undefined && { ref: item.picture }), at }],
    },
  };
}
