import { inRecord } from '../kernel/localized.ts';
import { must } from '../kernel/must.ts';
import { isRefusal, refuse, type Refusal } from '../kernel/refusal.ts';
import type { CatalogueItem } from '../pack/schema.ts';
import type { Effect } from '../procedure/effect.ts';
import type { Procedure } from '../procedure/schema.ts';
import { bear, type Birth } from './birth.ts';
import { silentUnits } from './hindrance.ts';
import { leadOf } from './columns.ts';
import type { DecideContext } from './context.ts';
import { drawLots, drawSeed, poolHash, type Lot } from './draw.ts';
import type { Step } from './step.ts';
import type { Change } from './fact.ts';
import { fits } from './form.ts';
import type { Incident } from './incident.ts';

/** An order or an appeal about a matter must not be taken for the matter in a list. */
function titleOf(title: string, item: CatalogueItem, { family }: Procedure): string {
  return family === 'supervision' ? `${inRecord(item.name)} · ${title}`.slice(0, 120) : title;
}

type Open = Extract<Effect, { do: 'open' }>;
type Draw = Extract<Effect, { do: 'draw' }>;
type Target = Pick<Birth, 'place' | 'grid' | 'placeless' | 'address' | 'unit'>;

/** Sub-procedures: matters that a matter opens, each with its own rings and clocks. */
export function openMatters(effect: Open, step: Step): Change[] | Refusal {
  const { state, form, context } = step;
  const item = context.item(effect.item);
  const procedure = item && context.procedure(item.procedure);
  if (!item || !procedure) return refuse('unknown', 'no-item', { item: effect.item }, 'transition');
  const targets = targetsOf(effect, procedure, step);
  if (isRefusal(targets)) return targets;
  const data: Incident['data'] = {};
  for (const field of procedure.form) {
    const above = state.data?.[field.id];
    // A field of the same name above may tell something else: how a licence was fetched is no way to supervise.
    const value =
      form.kept(field.id) ?? (above !== undefined && fits(field, above, context) ? above : undefined);
    if (value !== undefined) data[field.id] = value;
  }
  const children: Incident[] = [];
  for (const target of targets) {
    const made = bear(
      {
        ...target,
        item,
        procedure,
        data,
        source: 'superior',
        evidence: [],
        title: titleOf(form.text('title') || state.title, item, procedure),
        urgent: state.urgent,
        detail: form.text('reason') || form.text('note') || state.detail,
        parent: parentOf(step),
        given: form.limit('limit'),
      },
      context,
    );
    if (isRefusal(made)) return made;
    children.push(made);
  }
  step.opens.push(...children);
  const told = children.map(({ id }, index) => {
    const { unit, grid } = must(targets[index], 'a target');
    return {
      id,
      item: item.id,
      by: step.transition.id,
      openedAt: context.now,
      ...(unit !== undefined && { unit }),
      ...(unit === undefined && grid !== undefined && { grid }),
      ...(!effect.joins && { loose: true }),
    };
  });
  return [{ kind: 'opened', children: told }];
}

function parentOf({ state, transition, context }: Step): NonNullable<Incident['parent']> {
  const { unit } = context.actor;
  return { incident: state.id, by: transition.id, ...(unit !== undefined && { unit }) };
}

function targetsOf(effect: Open, procedure: Procedure, step: Step): Target[] | Refusal {
  const { state, form, context } = step;
  const here = placeOf(state);
  const forUnit = (unit: string): Target => targetFor(unit, here, procedure, context);
  switch (effect.for) {
    case 'own':
      return [here];
    case 'lead':
      return [{ ...here, unit: leadOf(state) ?? context.centre }];
    case 'actor':
      return [{ ...here, unit: context.actor.unit }];
    case 'item':
      return must(context.item(state.item), state.item).units.map((unit) => ({ ...here, unit }));
    case 'form': {
      const units = form.units('units');
      if (units.length === 0) return refuse('invalid', 'unit-needed', 'form.units');
      return givenTwice(effect, units, state) ?? units.map(forUnit);
    }
    case 'silent': {
      const units = silentUnits(state);
      if (units.length === 0) return refuse('not-now', 'all-answered', 'transition');
      return units.map(forUnit);
    }
    case 'grids':
      return gridsOf(state, context);
  }
}

/** Where what comes from a matter lies unless something is known better: where it lies itself, or where the object is that it drew. */
function placeOf({ place, address, placeless, draws }: Incident): Target {
  if (!placeless) return { place, address };
  const object = draws?.find(({ from }) => from === 'objects')?.picked[0];
  return object?.place ? { place: object.place, address: object.name } : { placeless, address };
}

/** What goes to a community lies in that community, so that its people see it. */
function targetFor(
  unit: string,
  here: Target,
  procedure: Procedure,
  { areaOf }: Pick<DecideContext, 'areaOf'>,
): Target {
  const area = areaOf(unit);
  if (!area) return { ...here, unit };
  const place: Target = { place: area.centre, address: here.address || area.name, unit };
  return procedure.place === 'area' ? { ...place, grid: area.grids.at(-1) } : place;
}

/** The grids of a community are those inside of its own area, wherever its office stands. An area without any is its own grid. */
function gridsOf(state: Incident, { areaOf, area, cellsIn }: DecideContext): Target[] | Refusal {
  const own = areaOf(leadOf(state) ?? '');
  const from = own?.grids.at(-1) ?? state.grids.toReversed().find((grid) => cellsIn(grid).length > 0);
  const whole = from === undefined ? undefined : area(from);
  if (from === undefined || !whole) return refuse('not-now', 'no-grid-inside', 'transition');
  const cells = cellsIn(from);
  const found = cells.length > 0 ? cells : [{ id: from, ...whole }];
  return found.map(({ id, name, centre }) => ({ place: centre, address: name, grid: id }));
}

/** A unit is not asked for the same thing twice. */
function givenTwice({ item, again }: Open, units: readonly string[], state: Incident): Refusal | null {
  const had = (state.children ?? []).filter(
    (one) => one.item === item && (!again || one.joinedAt === undefined) && one.outcome !== 'void',
  );
  const twice = units.filter((unit) => had.some((one) => one.unit === unit));
  if (twice.length === 0) return null;
  return refuse('duplicate', 'given-already', { units: twice.join(', ') }, 'form.units');
}

/** Draws by lot; a matter draws each thing once. */
export function draw({ from, count }: Draw, { state, context }: Step): Change[] | Refusal {
  if (state.draws?.some((one) => one.from === from))
    return refuse('duplicate', 'drawn-already', { list: from }, 'transition');
  const pool = context.pool(from, must(context.item(state.item), state.item));
  if (pool.length === 0) return refuse('not-now', 'nothing-to-draw', { list: from }, 'transition');
  const head = context.head();
  const seed = drawSeed(head, state.id, from);
  const picked = drawLots(pool, count, seed).map((id) => {
    const { name, unit, place, record, grade } = must(
      pool.find((lot) => lot.id === id),
      id,
    );
    return {
      id,
      name,
      ...(unit !== undefined && { unit }),
      ...(place && { place }),
      ...(record !== undefined && { record }),
      ...(grade && { grade }),
    };
  });
  const made = {
    from,
    at: context.now,
    seed,
    head,
    pool: {
      size: pool.length,
      hash: poolHash(pool),
      ...(from === 'objects' && { weights: weightsOf(pool) }),
    },
    picked,
  };
  return [{ kind: 'drawn', draw: made }];
}

/** Weights that are not 1, kept with the draw. */
function weightsOf(pool: readonly Lot[]): Record<string, number> {
  return Object.fromEntries(pool.flatMap(({ id, weight }) => (weight === 1 ? [] : [[id, weight]])));
}
