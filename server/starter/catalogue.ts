import type { Limit } from '#shared/clock/calendar.ts';
import type { Localized } from '#shared/kernel/localized.ts';
import { catalogueItem, type CatalogueItem, type Unit } from '#shared/pack/schema.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import type { NewCounty } from '#shared/wire/new-county.ts';
import { starterItems } from './items.ts';
import type { Gathered } from './lists.ts';

/** A name in both languages; one stands for the other where only one was given. */
export const both = ({ zh, en }: { zh: string; en: string }): Localized => ({
  zh: zh === '' ? en : zh,
  en: en === '' ? zh : en,
});

/** Stages of the standard procedure: the first two are the centre's own, the check is a day's. */
function limitsOf(whole: Limit): Record<string, Limit> {
  const minutes = (amount: number): Limit => ({ amount, unit: 'urgent-minute' });
  return {
    filing: minutes(30),
    dispatch: minutes(30),
    handling: whole,
    check: { amount: 4, unit: 'work-hour' },
    whole,
  };
}

/** What can be reported: what was brought, the starter set, and what procedures open by themselves. */
export function itemsOf(draft: NewCounty, units: readonly Unit[], domains: Gathered): CatalogueItem[] {
  const department = units.find(({ kind }) => kind === 'department')?.id ?? 'centre';
  const said =
    draft.language === 'zh'
      ? { file: '情况属实', done: '处置完毕' }
      : { file: 'It is so', done: 'It is done' };
  const common = {
    procedure: 'standard',
    filingCondition: said.file,
    closingCondition: said.done,
    skills: [],
  };
  const own = draft.items.map((one): CatalogueItem => {
    const whole = { amount: one.amount, unit: one.per };
    const { id, name, domain = '', unit = '' } = one;
    const isPublic = one.public === undefined ? {} : { public: one.public };
    const place = {
      class: both(one.class ?? name),
      kind: 'event' as const,
      domain: domains.of(domain || 'city-management'),
    };
    return {
      ...common,
      ...place,
      ...isPublic,
      id,
      name: both(name),
      limits: limitsOf(whole),
      units: [unit === '' ? department : unit],
    };
  });
  const known = new Set(own.map(({ id }) => id));
  const fit = fitting(domains);
  const given = draft.starter ? starterItems.filter(({ id }) => !known.has(id)) : [];
  const starters = given.map((one): CatalogueItem => {
    const { id, name, domain, whole, asset, class: of } = one;
    const place = { class: of, kind: asset ? ('asset' as const) : ('event' as const), domain: fit(domain) };
    return { ...common, ...place, id, name, public: true, limits: limitsOf(whole), units: [department] };
  });
  return [...own, ...starters, ...inner(draft, known, fit('government-service'))];
}

/** Where what the house brings along stands: in a county with a list of its own by its first entry, unless that has the usual one. */
function fitting(domains: Gathered): (usual: string) => string {
  const own = domains.rows();
  return (usual) => (own && !own.some(({ id }) => id === usual) ? (own[0]?.id ?? usual) : usual);
}

/** Items that procedures open by themselves: what they are called is what the procedure is called. */
function inner(draft: NewCounty, known: ReadonlySet<string>, domain: string): CatalogueItem[] {
  const wanted = openedBy(['standard', ...draft.procedures]);
  return [...wanted].flatMap((id): CatalogueItem[] => {
    const procedure = builtInProcedures.get(id);
    if (known.has(id) || !procedure) return [];
    const day: Limit = { amount: 3, unit: 'work-day' };
    const limits = Object.fromEntries(
      procedure.clocks.flatMap(({ id: clock, limit }) =>
        limit === undefined || limit === 'given' ? [[clock, day]] : [],
      ),
    );
    return [
      catalogueItem.parse({
        id,
        class: procedure.name,
        name: procedure.name,
        kind: 'event',
        domain,
        procedure: id,
        filingCondition: '',
        closingCondition: '',
        limits: { ...limits, whole: day },
        units: ['centre'],
        public: false,
      }),
    ];
  });
}

/** Items that procedures open, and those that these open. An item is called as its procedure where both are built in. */
function openedBy(procedures: readonly string[], found = new Set<string>()): Set<string> {
  for (const id of procedures)
    for (const { effects } of builtInProcedures.get(id)?.transitions ?? [])
      for (const effect of effects)
        if (effect.do === 'open' && !found.has(effect.item)) {
          found.add(effect.item);
          openedBy([effect.item], found);
        }
  return found;
}
/** Procedures that others need besides. */
export const needed = (procedures: readonly string[]): string[] =>
  [...openedBy(['standard', ...procedures])].filter((id) => builtInProcedures.has(id));
