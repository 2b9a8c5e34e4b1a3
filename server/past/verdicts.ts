import { dice, seedOf, type Dice } from '#shared/kernel/dice.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { modelOfMatter, modelsOf } from '#shared/pack/model.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Database } from '../storage/database.ts';
import { fillVerdicts, type StoredVerdict } from '../storage/readings/model-store.ts';

/** Why pretend officers found a sighting wrong. */
const reasons = ['树影或反光', '到场已离开', '类别不符', '画面模糊', '施工许可内'];
const officer = { id: 'demo-duty', name: '值班席（演示）' };

/** Gives demo counties whose models nobody judged the verdicts of a pretend officer on what their cameras reported so far. */
export async function tellVerdicts(
  database: Database,
  packs: readonly LoadedPack[],
  now: number,
): Promise<void> {
  for (const pack of packs)
    if (pack.pack.demo) await fillVerdicts(database, pack.id, (matters) => verdictsOn(pack, matters, now));
}

type Matter = { id: string; item: string; origin: string | null; at: number };

/** How often a model is right is thrown once for it; one of them is often wrong. */
const shareOf = (model: string): number =>
  model === 'open-burning' ? 0.38 : 0.76 + 0.22 * dice(seedOf(model)).roll();

function said(model: string, subject: string, at: number, roll: Dice): StoredVerdict {
  const verdict = roll.chance(0.04) ? 'unsure' : roll.chance(shareOf(model)) ? 'right' : 'wrong';
  const reason = verdict === 'wrong' ? roll.pick(reasons) : '';
  return { model, subject, verdict, reason, by: officer, at };
}

/** So many sightings of each model were judged on the platform that the county had before. */
const judgedBefore = 44;

/** Two thirds of the matters are judged soon after they came in; what was judged before has no matter here. */
export function verdictsOn(pack: LoadedPack, matters: readonly Matter[], now: number): StoredVerdict[] {
  const models = modelsOf(pack.pack, pack.items);
  const onMatters = matters.flatMap(({ id, item, origin, at }) => {
    const matter = { source: 'camera', item, ...(origin !== null && { origin }) };
    const model = modelOfMatter(models, matter)?.model;
    const roll = dice(seedOf(`verdict:${pack.id}:${id}`));
    if (!model || !roll.chance(0.66)) return [];
    return [said(model.id, id, Math.min(now, at + roll.between(3, 45) * minuteMs), roll)];
  });
  const before = models.flatMap(({ id }) => {
    const roll = dice(seedOf(`judged:${pack.id}:${id}`));
    return Array.from({ length: judgedBefore }, (_, i) =>
      said(id, `demo:${id}:${i}`, now - roll.between(30, 30 * 1_440) * minuteMs, roll),
    );
  });
  return [...onMatters, ...before];
}
