import { inRecord } from '#shared/kernel/localized.ts';
import type { Role } from '#shared/access/person.ts';
import type { Report } from '#shared/incident/command.ts';
import type { Dice } from '#shared/kernel/dice.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { Family } from '#shared/procedure/schema.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { fillReport, type FormWorld } from './fill-form.ts';
import { makeReport } from './reports.ts';

/**
 * Matters a day of a pretend county by family, besides its incidents, where its pack says nothing else (`demo.openedPerDay`): each
 * kind is seen at work.
 */
const perDay: Partial<Record<Family, number>> = {
  approval: 6,
  assistance: 1,
  enforcement: 1.5,
  mediation: 17,
  joint: 0.7,
  order: 0.15,
  whistle: 2,
  enterprise: 2,
  agency: 26,
  reform: 0.6,
};

/** Where one kind of a family comes more often than its like: tasks of the functions that a county has handed on. */
const perDayOf: Readonly<Record<string, number>> = { 'handed-task': 4 };

/** What people open themselves, with how many come of it a day. */
export function openedByPeople(pack: LoadedPack): { item: CatalogueItem; perDay: number }[] {
  const open = pack.pack.catalogue.filter(({ procedure }) => {
    const one = pack.procedures.get(procedure);
    return one && one.family !== 'incident' && opener(one.opens) !== null;
  });
  const familyOf = ({ procedure }: CatalogueItem): Family =>
    pack.procedures.get(procedure)?.family ?? 'incident';
  return open.flatMap((item) => {
    const own = perDayOf[item.procedure];
    if (own !== undefined) return [{ item, perDay: own }];
    const rate = { ...perDay, ...pack.pack.demo?.openedPerDay }[familyOf(item)];
    const peers = open.filter(
      (other) => familyOf(other) === familyOf(item) && perDayOf[other.procedure] === undefined,
    ).length;
    return rate === undefined ? [] : [{ item, perDay: rate / peers }];
  });
}

/** Who of the pretend people opens a matter. */
export function opener(opens: readonly Role[] | undefined): 'duty' | 'field' | null {
  if (!opens || opens.includes('duty')) return 'duty';
  return opens.includes('field') ? 'field' : null;
}

/** A report of one of them. */
export function makeServiceReport(
  pack: LoadedPack,
  item: CatalogueItem,
  world: Omit<FormWorld, 'crew'>,
  at: number,
  roll: Dice,
): Report {
  const base = makeReport(pack, item, roll);
  const fields = pack.procedures.get(item.procedure)?.form ?? [];
  return {
    ...base,
    source: 'department',
    title: inRecord(item.name),
    urgent: false,
    form: fillReport(fields, world, roll, at, item.id),
  };
}
