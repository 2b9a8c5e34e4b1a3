import type { Actor } from '#shared/access/person.ts';
import { asSource } from '#shared/access/outsiders.ts';
import { report, type Report } from '#shared/incident/command.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { dice, seedOf, type Dice } from '#shared/kernel/dice.ts';
import { inRecord } from '#shared/kernel/localized.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { AskedDrill } from '#shared/wire/drill.ts';
import { mostDrillMatters } from '#shared/wire/drill.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { LedgerEntry } from '../ports.ts';

/** What comes in during a drill, in order. */
export interface Cue {
  /** After the drill began. */
  afterMs: number;
  by: Actor;
  command: Report;
}
type Past = Extract<AskedDrill, { kind: 'past' }>;
type OfPlan = Extract<AskedDrill, { kind: 'plan' }>;

/**
 * What was reported in a past span, as it was told then: without its files, and without the matters that other matters opened or
 * the house issued, since nobody called those in. `entries` are those of the span.
 */
export function cuesOfPast(asked: Past, pack: LoadedPack, entries: readonly LedgerEntry[]): Cue[] {
  const cues = entries.flatMap(({ at, by, fact }): Cue[] => {
    if (fact.kind !== 'reported' || !isCalledIn(pack, fact.incident)) return [];
    if (asked.urgent && !fact.incident.urgent) return [];
    return [{ afterMs: Math.round((at - asked.from) / asked.pace), by, command: toldAgain(fact.incident) }];
  });
  return cues.slice(0, mostDrillMatters);
}

/** Somebody outside told of it, and an officer has to say who goes. */
function isCalledIn(pack: LoadedPack, { parent, tasks, item }: Incident): boolean {
  return parent === undefined && tasks.length === 0 && comesToDesk(pack, pack.items.get(item));
}

function toldAgain(incident: Incident): Report {
  const { source, item, title, detail, place, placeless, address, urgent, origin, grade } = incident;
  return {
    kind: 'report',
    source,
    item,
    title,
    detail,
    ...(!placeless && { place }),
    address: placeless ? '' : address,
    urgent,
    ...(origin !== undefined && { origin }),
    ...(grade && { grade }),
    evidence: [],
  };
}

/** Who calls in what dice made: the record of a drill names it, and no person. */
const director: Actor = { ...asSource, id: 'drill-director', name: '演练导调' };

/** What a plan is about, thrown by dice over the county: few at first, most in the middle, few at the end. The same seed throws the same. */
export function cuesOfPlan(asked: OfPlan, pack: LoadedPack, seed: string): Cue[] | Refusal {
  const plan = pack.pack.plans?.find(({ id }) => id === asked.plan);
  if (!plan) return refuse('unknown', 'drill-no-plan', { plan: asked.plan }, 'plan');
  const roll = dice(seedOf(seed));
  const items = (ids: readonly string[]): CatalogueItem[] =>
    ids.flatMap((id) => {
      const item = pack.items.get(id);
      return item && comesToDesk(pack, item) ? [item] : [];
    });
  const [usual, grave] = [items(plan.items), items([...plan.items, ...plan.urgentItems])];
  if (grave.length === 0)
    return refuse('not-now', 'drill-plan-without-items', { plan: inRecord(plan.name) }, 'plan');
  const cells = pack.grid.levels.findLast((level) => level.length > 0) ?? [];
  const cues = Array.from({ length: asked.matters }, (): Cue => {
    const urgent = usual.length === 0 || roll.chance(0.3);
    const item = roll.pick(urgent ? grave : usual);
    const cell = roll.pick(cells);
    return {
      afterMs: Math.round(swelling(roll) * asked.spanMs),
      by: director,
      command: report.parse({
        kind: 'report',
        source: 'hotline',
        item: item.id,
        title: `${cell.name}：${inRecord(item.name)}`.slice(0, 120),
        detail: `演练注入。${inRecord(plan.name)}`,
        place: cell.centre,
        address: cell.name,
        urgent,
      }),
    };
  });
  return cues.sort((a, b) => a.afterMs - b.afterMs);
}

/** Of the span, in [0, 1): the mean of two throws, so that most fall in the middle. */
const swelling = (roll: Dice): number => (roll.roll() + roll.roll()) / 2;

/** A matter that anybody can tell of in words, and that some step gives to a unit. */
function comesToDesk({ procedures }: LoadedPack, item: CatalogueItem | undefined): boolean {
  const procedure = procedures.get(item?.procedure ?? '');
  if (!procedure || procedure.startTask || procedure.form.some(({ required }) => required)) return false;
  return procedure.transitions.some(({ form }) => form.some(({ kind }) => kind === 'unit'));
}
