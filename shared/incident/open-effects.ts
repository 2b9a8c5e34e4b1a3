import { must } from '../kernel/must.ts';
import { isRefusal, refuse, type Refusal } from '../kernel/refusal.ts';
import type { CatalogueItem } from '../pack/schema.ts';
import type { Effect, Procedure } from '../procedure/schema.ts';
import { bear } from './birth.ts';
import { leadOf } from './columns.ts';
import { drawLots, drawSeed, poolHash } from './draw.ts';
import type { Step } from './step.ts';
import type { Change } from './fact.ts';
import { fits } from './form.ts';
import type { Incident } from './incident.ts';

/** An order or an appeal about a matter must not be taken for the matter in a list. */
function titleOf(title: string, item: CatalogueItem, { family }: Procedure): string {
  return family === 'supervision' ? `${item.name.zh} · ${title}`.slice(0, 120) : title;
}

type Open = Extract<Effect, { do: 'open' }>;
type Draw = Extract<Effect, { do: 'draw' }>;
type Target = Pick<Incident, 'place' | 'address'> & { unit?: string; grid?: string };

/** Sub-procedures: matters that a matter opens, each with its own rings and clocks. */
export function openMatters(effect: Open, step: Step): Change[] | Refusal {
  const { state, form, context } = step;
  const item = context.item(effect.item);
  const procedure = item && context.procedure(item.procedure);
  if (!item || !procedure) return refuse('unknown', `no catalogue item ${effect.item}`, 'transition');
  const targets = targetsOf(effect, step);
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
  for (const { unit, place, address } of targets) {
    const made = bear(
      {
        ...{ item, procedure, place, address, unit, data, source: 'superior', evidence: [] },
        ...{ title: titleOf(form.text('title') || state.title, item, procedure), urgent: state.urgent },
        detail: form.text('reason') || form.text('note') || state.detail,
        ...{ parent: { incident: state.id, by: step.transition.id }, given: form.limit('limit') },
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
      ...{ id, item: item.id, by: step.transition.id, openedAt: context.now },
      ...(unit !== undefined && { unit }),
      ...(grid !== undefined && { grid }),
      ...(!effect.joins && { loose: true }),
    };
  });
  return [{ kind: 'opened', children: told }];
}

function targetsOf(effect: Open, { state, form, context }: Step): Target[] | Refusal {
  const here = { place: state.place, address: state.address };
  // What goes to a community lies in that community, so that its people see it.
  const forUnit = (unit: string): Target => ({ ...here, place: context.seatOf(unit) ?? state.place, unit });
  switch (effect.for) {
    case 'own':
      return [here];
    case 'lead':
      return [{ ...here, unit: leadOf(state) ?? context.centre }];
    case 'actor':
      return [{ ...here, ...(context.actor.unit !== undefined && { unit: context.actor.unit }) }];
    case 'item':
      return must(context.item(state.item), state.item).units.map((unit) => ({ ...here, unit }));
    case 'form': {
      const units = form.units('units');
      return units.length > 0 ? units.map(forUnit) : refuse('invalid', 'a unit is needed', 'form.units');
    }
    case 'grids': {
      const cells = context.cellsIn(state.grids.at(-1) ?? '');
      const inner = state.grids.toReversed().map(context.cellsIn);
      const found = cells.length > 0 ? cells : (inner.find((list) => list.length > 0) ?? []);
      if (found.length === 0) return refuse('not-now', 'there is no grid inside of it', 'transition');
      return found.map(({ id, name, centre }) => ({ place: centre, address: name, grid: id }));
    }
  }
}

/** Draws by lot; a matter draws each thing once. */
export function draw({ from, count }: Draw, { state, context }: Step): Change[] | Refusal {
  if (state.draws?.some((one) => one.from === from))
    return refuse('duplicate', `${from} were drawn already`, 'transition');
  const pool = context.pool(from, must(context.item(state.item), state.item));
  if (pool.length === 0) return refuse('not-now', `there are no ${from} to draw from`, 'transition');
  const head = context.head();
  const seed = drawSeed(head, state.id, from);
  const picked = drawLots(pool, count, seed).map((id) => {
    const { name, unit } = must(
      pool.find((lot) => lot.id === id),
      id,
    );
    return { id, name, ...(unit !== undefined && { unit }) };
  });
  const made = {
    from,
    at: context.now,
    seed,
    head,
    pool: { size: pool.length, hash: poolHash(pool) },
    picked,
  };
  return [{ kind: 'drawn', draw: made }];
}
