import { z } from 'zod';
import { localized, type Localized } from '../kernel/localized.ts';
import { usualPrecision, type PrecisionRule } from '../sensing/verdict.ts';

const id = z.string().min(1).max(64);

/** An algorithm model that watches cameras. */
export const cameraModel = z.strictObject({
  id,
  /** Missing: as its first catalogue item is called. */
  name: localized.optional(),
  /** The unit that answers for it. */
  owner: id.optional(),
  /** The catalogue items that it may report, one for each class that it sees. */
  items: z.array(id).min(1),
  /** What it is less sure of is refused. */
  floor: z.number().min(0).max(1),
  /**
   * What another detector calls what it reports, and the item that this is: a label of Frigate (`fire`), a class or a topic of ONVIF
   * (`RuleEngine/FieldDetector/ObjectsInside`, with `:` and the name of the rule for one rule alone).
   */
  classes: z.record(z.string().min(1).max(160), id).optional(),
  /** How often people have to find it right, or it opens no more matters; missing: `usualPrecision`. */
  precision: z
    .strictObject({
      floor: z.number().min(0).max(1),
      over: z.number().int().min(5).max(500),
      least: z.number().int().min(3).max(500),
    })
    .refine(({ over, least }) => least <= over, 'least must not be more than over')
    .optional(),
});
export type CameraModel = z.infer<typeof cameraModel>;
/** The floor of a model that is named by the one catalogue item it reports. */
export const usualFloor = 0.5;

/** A model as it is read: with what a pack left out. */
export interface RegisteredModel {
  id: string;
  name: Localized;
  owner: string | null;
  items: readonly string[];
  floor: number;
  precision: PrecisionRule;
  classes: Readonly<Record<string, string>>;
}
interface Registry {
  models?: readonly CameraModel[] | undefined;
  cameras: readonly { models: readonly string[] }[];
}
type Items = ReadonlyMap<string, { name: Localized; units: readonly string[] }>;

/** The model of an id: one of the pack's, or the one that is named by its catalogue item; null: there is none. */
export function modelOf(
  { models }: Pick<Registry, 'models'>,
  items: Items,
  id: string,
): RegisteredModel | null {
  const registered = models?.find((model) => model.id === id);
  const given = registered ?? (items.has(id) ? { id, items: [id], floor: usualFloor, classes: {} } : null);
  if (!given) return null;
  const first = items.get(given.items[0] ?? '');
  return {
    id,
    items: given.items,
    floor: given.floor,
    classes: given.classes ?? {},
    name: registered?.name ?? first?.name ?? { zh: id, en: id },
    owner: registered?.owner ?? first?.units[0] ?? null,
    precision: registered?.precision ?? usualPrecision,
  };
}

/** All models of a pack in its order: those it registers, then those that only its cameras name. */
export function modelsOf(pack: Registry, items: Items): RegisteredModel[] {
  const ids = new Set(pack.models?.map(({ id }) => id));
  for (const { models } of pack.cameras) for (const id of models) ids.add(id);
  return [...ids].flatMap((id) => modelOf(pack, items, id) ?? []);
}

/** What reported a matter of a camera: by its origin (`camera:<camera>:<model>[:<item>]`), else by what it is about. */
export function modelOfMatter(
  models: readonly RegisteredModel[],
  matter: { source: string; origin?: string | undefined; item: string },
): { model: RegisteredModel; camera: string | null } | null {
  if (matter.source !== 'camera') return null;
  const [kind, camera, named] = matter.origin?.split(':') ?? [];
  const model =
    models.find(({ id }) => kind === 'camera' && id === named) ??
    models.find(({ id }) => id === matter.item) ??
    models.find(({ items }) => items.includes(matter.item));
  return model ? { model, camera: kind === 'camera' ? (camera ?? null) : null } : null;
}
