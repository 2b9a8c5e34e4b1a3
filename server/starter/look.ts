import type { z } from 'zod';
import { narrowCells } from '#shared/grid/tree.ts';
import { isReasonId } from '#shared/kernel/reasons.ts';
import { fitsMask } from '#shared/kernel/sign-mask.ts';
import { usualCode } from '#shared/pack/schema.ts';
import { because, type Reason } from '#shared/kernel/reasons.ts';
import { toldOf } from '#shared/kernel/refusal.ts';
import { layGrid, surveyGrid } from '#shared/grid/locate.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import {
  newCounty,
  type NewCounty,
  type NewCountyFault,
  type NewCountyStep,
  type NewCountyLook,
} from '#shared/wire/new-county.ts';
import { lookAtFolder, type LookedAt } from '../packs/brought.ts';
import { countyOf } from './county.ts';
import { gridFile, drawnLevels } from './grids.ts';

/** A new county as it would be: what is wrong with it by step, and the folder where nothing is. */
export interface LookedAtNew extends NewCountyLook {
  folder: LookedAt | null;
}

const stepOfField: Readonly<Record<string, NewCountyStep>> = {
  zone: 'time',
  periods: 'time',
  holidays: 'time',
  levels: 'grids',
  grids: 'grids',
  units: 'units',
  items: 'items',
  starter: 'items',
  procedures: 'procedures',
  sensors: 'sensors',
};
const stepOfFile: Readonly<Record<string, NewCountyStep>> = {
  units: 'units',
  staff: 'units',
  catalogue: 'items',
  procedures: 'procedures',
  sensors: 'sensors',
  rules: 'sensors',
  grids: 'grids',
  boundary: 'grids',
};
/** Faults that one look tells; the rest is told once these are mended. */
const most = 300;

/** Looks at a draft as strictly as at a folder: first at what was filled in, then at how it fits together, then at the folder it makes. */
export async function lookAtNew(
  raw: unknown,
  ground: { taken: readonly { id: string; code: string }[]; dataDir: string; now: number },
): Promise<LookedAtNew> {
  const read = newCounty.safeParse(raw);
  if (!read.success) return found(read.error.issues.map(faultOfIssue));
  const draft = read.data;
  const faults = [...takenFaults(draft, ground.taken), ...fitFaults(draft)];
  if (faults.length > 0) return found(faults);
  const overlaps = gridFaults(draft);
  if (overlaps.length > 0) return found(overlaps);
  const folder = await lookAtFolder(countyOf(draft, ground.now), { ...ground, as: {} });
  const told = folder.faults.map(({ file, path, ...why }): NewCountyFault => {
    const part = /([\w-]+)\.(?:topo\.json|json|geojson)$/u.exec(file)?.[1] ?? '';
    const step = part === 'pack' ? stepOfHead(path) : (stepOfFile[part] ?? 'identity');
    return { step, field: `${file} ${path}`, ...why };
  });
  return { faults: told.slice(0, most), counts: folder.counts, folder: told.length > 0 ? null : folder };
}

const found = (faults: readonly NewCountyFault[]): LookedAtNew => ({
  faults: faults.slice(0, most),
  counts: [],
  folder: null,
});
const fault = (step: NewCountyStep, field: string, reason: Reason): NewCountyFault => ({
  step,
  field,
  ...toldOf(reason),
});
function stepOfHead(path: string): NewCountyStep {
  if (path.startsWith('$.procedures')) return 'procedures';
  return path.startsWith('$.identity') ? 'identity' : 'time';
}

function faultOfIssue({ path, message, code }: z.core.$ZodIssue): NewCountyFault {
  const step = stepOfField[String(path[0] ?? '')] ?? 'identity';
  const field = path.map(String).join('.');
  if (isReasonId(message)) return { step, field, ...toldOf({ id: message }) };
  const isMissing = code === 'too_small' || code === 'invalid_type';
  return fault(step, field, isMissing ? because('field-empty') : because('not-as-asked', { what: message }));
}

function takenFaults(
  { id, code }: NewCounty,
  taken: readonly { id: string; code: string }[],
): NewCountyFault[] {
  return [
    ...(taken.some((one) => one.id === id)
      ? [fault('identity', 'id', because('county-taken', { county: id }))]
      : []),
    ...(taken.some((one) => one.code === code)
      ? [fault('identity', 'code', because('county-code-taken', { code }))]
      : []),
  ];
}

/** A code that is not of the form that the county says of it, or, where it says none, of the usual one. */
function codeFaults({ code, codes: [form] = [] }: NewCounty): NewCountyFault[] {
  if (form === undefined ? usualCode.test(code) : fitsMask(form, code)) return [];
  return [fault('identity', 'code', because('code-form', { code, form: form ?? '######' }))];
}

/** What names something that is not there, or is there twice. */
function fitFaults(draft: NewCounty): NewCountyFault[] {
  const { units, items, sensors, procedures, levels, grids } = draft;
  const faults: NewCountyFault[] = codeFaults(draft);
  const blame = (step: NewCountyStep, field: string, reason: Reason): void =>
    void faults.push(fault(step, field, reason));
  levels.forEach((name, at) => {
    if ((grids[at] ?? []).length === 0)
      blame('grids', `grids.${at}`, because('grids-none', { level: name.zh || name.en }));
  });
  const ids = new Set<string>();
  grids.slice(0, levels.length).forEach((level, at) => {
    const above = at === 0 ? null : new Set((grids[at - 1] ?? []).map(({ id }) => id));
    level.forEach(({ id, parent }, i) => {
      const field = `grids.${at}.${i}`;
      if (ids.has(id)) blame('grids', field, because('grid-twice', { grid: id }));
      ids.add(id);
      if (above && !above.has(parent ?? ''))
        blame('grids', field, because('grid-no-parent', { grid: id, parent: parent ?? '—' }));
    });
    const parents = new Set(level.map(({ parent }) => parent));
    (grids[at - 1] ?? []).forEach(({ id }, i) => {
      if (at > 0 && !parents.has(id))
        blame('grids', `grids.${at - 1}.${i}`, because('grid-no-child', { grid: id }));
    });
  });
  const wide = new Set((grids[0] ?? []).map(({ id }) => id));
  const unitIds = new Set(['centre']);
  units.forEach(({ id, grids: own = [] }, i) => {
    if (unitIds.has(id)) blame('units', `units.${i}.id`, because('unit-id-twice', { unit: id }));
    unitIds.add(id);
    for (const grid of own)
      if (!wide.has(grid)) blame('units', `units.${i}.grids`, because('unit-no-grid', { grid }));
  });
  const itemIds = new Set<string>();
  items.forEach(({ id, unit = '' }, i) => {
    if (itemIds.has(id)) blame('items', `items.${i}.id`, because('item-twice', { item: id }));
    itemIds.add(id);
    if (unit !== '' && !unitIds.has(unit))
      blame('items', `items.${i}.unit`, because('item-no-unit', { unit }));
  });
  if (items.length === 0 && !draft.starter) blame('items', 'items', because('items-none'));
  procedures.forEach((procedure, i) => {
    if (!builtInProcedures.has(procedure))
      blame('procedures', `procedures.${i}`, because('procedure-unknown', { procedure }));
  });
  const sensorIds = new Set<string>();
  sensors.forEach(({ id, low, high }, i) => {
    if (sensorIds.has(id)) blame('sensors', `sensors.${i}.id`, because('sensor-twice', { sensor: id }));
    sensorIds.add(id);
    if (low >= high) blame('sensors', `sensors.${i}.high`, because('sensor-range'));
  });
  return faults;
}

/** Cells that lie over each other: the middle of one belongs to another. */
function gridFaults(draft: NewCounty): NewCountyFault[] {
  try {
    const grid = layGrid(surveyGrid(gridFile(drawnLevels(draft.grids))));
    const last = draft.levels.length - 1;
    return narrowCells(grid).flatMap(({ id, centre }) => {
      const holder = grid.locate(centre).at(-1);
      if (!holder || holder.id === id) return [];
      const at = (draft.grids[last] ?? []).findIndex((one) => id.startsWith(one.id));
      return [
        fault('grids', `grids.${last}.${at}`, because('grid-overlaps', { grid: id, other: holder.id })),
      ];
    });
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    return [fault('grids', 'grids', because('grid-unreadable', { what: what.slice(0, 200) }))];
  }
}
