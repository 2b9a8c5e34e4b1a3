import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { localMidnight } from '#shared/clock/deadline.ts';
import { localOf } from '#shared/clock/zone.ts';
import { inRecord } from '#shared/kernel/localized.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { modelOf, modelOfMatter, modelsOf, type RegisteredModel } from '#shared/pack/model.ts';
import type { Verdict } from '#shared/sensing/verdict.ts';
import type { ModelDetail, ModelLine, ModelList, Sighting, VerdictState } from '#shared/wire/models.ts';
import type { Models } from '../models/models.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Records } from '../ports.ts';
import type { HeldRow, SeenMatter } from '../storage/readings/model-store.ts';
import { seesPlace } from './scope-of-pack.ts';
import { visibleIncident } from './visible.ts';

export interface ModelPorts {
  models: Models;
  records: Pick<Records, 'incident'>;
  now: () => number;
}
const monthMs = 30 * dayMs;
const newest = 40;

/** All models of the jurisdiction as they stand: counts are of all of it, whoever asks. */
export async function listModels({ models, now }: ModelPorts, pack: LoadedPack): Promise<ModelList> {
  const at = now();
  const registered = modelsOf(pack.pack, pack.items);
  const rows = await models.store.counts(pack.id, at - monthMs, localMidnight(pack.pack.calendar, at));
  const counts = new Map<string, { all: number; today: number }>();
  for (const { item, named, all, today } of rows) {
    const origin = named === '' ? undefined : `camera::${named}`;
    const id = modelOfMatter(registered, { source: 'camera', item, origin })?.model.id;
    const before = id === undefined ? undefined : counts.get(id);
    if (id !== undefined)
      counts.set(id, { all: (before?.all ?? 0) + all, today: (before?.today ?? 0) + today });
  }
  return { models: registered.map((model) => lineOf(models, pack, model, counts.get(model.id))) };
}

function lineOf(
  models: Models,
  pack: LoadedPack,
  model: RegisteredModel,
  counts = { all: 0, today: 0 },
): ModelLine {
  const { precision: rule, ...rest } = model;
  const { right, wrong, unsure, precision, interval, muted } = models.standing(pack.id, model);
  const word = models.word(pack.id, model.id);
  return {
    id: rest.id,
    name: rest.name,
    owner: rest.owner,
    items: [...rest.items],
    floor: rest.floor,
    precisionFloor: rule.floor,
    over: rule.over,
    least: rule.least,
    cameras: pack.pack.cameras.filter((camera) => camera.models.includes(model.id)).length,
    today: counts.today,
    month: counts.all,
    right,
    wrong,
    unsure,
    precision,
    muted,
    interval: interval && [interval[0], interval[1]],
    word: word && { word: word.word, reason: word.reason, by: word.by, at: word.at },
  };
}

/** One model: its course, why it was wrong, and what it saw of late in the asker's part. */
export async function openModel(
  ports: ModelPorts,
  pack: LoadedPack,
  person: Person,
  id: string,
): Promise<ModelDetail | Refusal> {
  const { models, now } = ports;
  const model = (await listModels(ports, pack)).models.find((one) => one.id === id);
  if (!model) return refuse('unknown', 'no-model', 'model');
  const from = localMidnight(pack.pack.calendar, now() - monthMs + dayMs);
  const [said, reasons, matters, held] = await Promise.all([
    models.store.decided(pack.id, id, from),
    models.store.reasons(pack.id, id, from),
    models.store.matters(person, model.items, newest),
    models.store.held(pack.id, id, newest),
  ]);
  const registered = modelsOf(pack.pack, pack.items);
  return {
    model,
    days: daysOf(pack, said, from, now()),
    reasons,
    matters: matters
      .filter((one) => modelOfMatter(registered, matterOf(one))?.model.id === id)
      .map((one) => seenMatter(one)),
    held: held.filter(({ camera }) => seesCamera(pack, person, camera)).map((one) => seenHeld(pack, one)),
  };
}
const matterOf = ({ item, origin }: SeenMatter) => ({
  source: 'camera',
  item,
  ...(origin !== null && { origin }),
});

/** Every local day from the first to now, also those without a verdict. */
function daysOf(
  pack: LoadedPack,
  said: readonly { verdict: Verdict; at: number }[],
  from: number,
  now: number,
): ModelDetail['days'] {
  const dayOf = (at: number): string => new Date(localOf(pack.pack.calendar, at)).toISOString().slice(0, 10);
  const days = new Map<string, { right: number; wrong: number }>();
  for (let at = from; at <= now; at += dayMs) days.set(dayOf(at), { right: 0, wrong: 0 });
  for (const { verdict, at } of said) {
    const day = days.get(dayOf(at));
    if (day && verdict !== 'unsure') day[verdict] += 1;
  }
  return [...days].map(([day, counts]) => ({ day, ...counts }));
}

function seenMatter({ id, title, item, origin, at, evidence, verdict }: SeenMatter): Sighting {
  const seen = evidence.findLast(({ kind }) => kind === 'detection');
  return {
    subject: id,
    title,
    item,
    at,
    verdict,
    times: 1,
    confidence: null,
    text: seen?.text ?? '',
    camera: origin?.split(':')[1] ?? null,
    picture: seen?.ref ?? null,
  };
}

function seenHeld(pack: LoadedPack, row: HeldRow): Sighting {
  const { id, item, camera, lastAt, times, confidence, text, picture, verdict } = row;
  const named = pack.pack.cameras[pack.cameraOrdinals.get(camera) ?? -1]?.name ?? camera;
  return {
    subject: `held:${id}`,
    title: `${named} ${inRecord(pack.items.get(item)?.name) ?? item}`,
    item,
    camera,
    at: lastAt,
    times,
    confidence,
    picture,
    text,
    verdict,
  };
}

const seesCamera = (pack: LoadedPack, person: Person, id: string): boolean => {
  const camera = pack.pack.cameras[pack.cameraOrdinals.get(id) ?? -1];
  return camera !== undefined && seesPlace(pack, person, camera.place);
};

/** Which model saw what is judged: a matter of the asker's part, or a held sighting of it. */
async function judged(
  { models, records }: ModelPorts,
  pack: LoadedPack,
  person: Person,
  subject: string,
): Promise<RegisteredModel | Refusal> {
  const [, number] = /^held:(\d{1,15})$/.exec(subject) ?? [];
  if (number !== undefined) {
    const held = may(person, 'see-alarms') ? await models.store.heldOne(pack.id, Number(number)) : null;
    const model = held && modelOf(pack.pack, pack.items, held.model);
    return held && model && seesCamera(pack, person, held.camera)
      ? model
      : refuse('unknown', 'no-sighting', 'subject');
  }
  const incident = await visibleIncident(records, person, subject);
  if (isRefusal(incident)) return incident;
  const { source, origin, item } = incident;
  const found = modelOfMatter(modelsOf(pack.pack, pack.items), { source, origin, item });
  return found?.model ?? refuse('not-now', 'not-by-model', 'subject');
}

/** What was said of a sighting, and how its model stands. */
export async function readVerdict(
  ports: ModelPorts,
  pack: LoadedPack,
  person: Person,
  subject: string,
): Promise<VerdictState | Refusal> {
  const model = await judged(ports, pack, person, subject);
  if (isRefusal(model)) return model;
  const said = await ports.models.store.of(pack.id, subject);
  return {
    model: lineOf(ports.models, pack, model),
    said: said && { verdict: said.verdict, reason: said.reason, by: said.by, at: said.at },
  };
}

/** Says it, in the place of what was said before; answers how the model stands then. */
export async function giveVerdict(
  ports: ModelPorts,
  pack: LoadedPack,
  person: Person,
  subject: string,
  { verdict, reason }: { verdict: Verdict; reason: string },
): Promise<VerdictState | Refusal> {
  const model = await judged(ports, pack, person, subject);
  if (isRefusal(model)) return model;
  const by = { id: person.id, name: person.name };
  await ports.models.judge(pack.id, { model: model.id, subject, verdict, reason, by, at: ports.now() });
  return readVerdict(ports, pack, person, subject);
}
