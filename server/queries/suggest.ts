import { metresBetween } from '#shared/geo/distance.ts';
import { calledUnits, type Plan } from '#shared/pack/plan.ts';
import { entryName, type Incident } from '#shared/incident/incident.ts';
import { textIn, type Language } from '#shared/kernel/localized.ts';
import type { CatalogueItem, Unit } from '#shared/pack/schema.ts';
import type { ResponsibilityRule } from '#shared/pack/responsibility.ts';
import { rankCandidates } from '#shared/responsibility/score.ts';
import { unitReason } from '#shared/responsibility/words.ts';
import type { Suggestion } from '#shared/wire/responsibility.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { answeringAt } from '../packs/responsible.ts';
import type { Load } from '../storage/record/nearby-queries.ts';

/** What suggestions look at. */
export type Matter = Pick<Incident, 'item' | 'grids' | 'place' | 'placeless' | 'urgent'> &
  Partial<Pick<Incident, 'procedure' | 'node' | 'data'>>;

/** Most that a person wants to choose from. */
const most = 8;
const idle: Load = { open: 0, overdue: 0 };

/**
 * Units that could take an incident: the one that the matrix says leads; then those it says help, who answers for the place, and
 * squads with a skill that the item asks for, by duty, way and load. Of a function that is handed on, the bodies that carry it.
 * Nobody whom no step from here takes.
 */
export function suggestUnits(
  pack: LoadedPack,
  incident: Matter,
  loads: ReadonlyMap<string, Load>,
  language: Language,
): Suggestion[] {
  const candidates = candidatesOf(pack, incident).map((one) => ({
    ...one,
    id: one.unit.id,
    // From where a matter does not lie nobody is far: all are equally near.
    distanceM: incident.placeless ? 0 : Math.round(metresBetween(incident.place, one.unit.place)),
    ...(loads.get(one.unit.id) ?? idle),
  }));
  return rankCandidates(candidates)
    .sort((a, b) => Number(b.role === 'lead') - Number(a.role === 'lead'))
    .filter(({ plan, rule }, place) => place < most || plan !== null || rule !== null)
    .map(({ unit, role, distanceM, open, overdue, score, parts, rule, skills, plan, isCarrier }) => ({
      unit: unit.id,
      name: textIn(unit.name, language),
      role,
      distanceM,
      open,
      overdue,
      score,
      parts,
      byMatrix: rule !== null,
      byPlan: plan !== null,
      reason: unitReason(
        {
          rule,
          skills,
          plan: plan?.name ?? null,
          isCarrier,
          open,
          overdue,
          ...(!incident.placeless && { distanceM }),
        },
        language,
      ),
    }));
}

interface Named {
  unit: Unit;
  role: 'lead' | 'co';
  /** Null for a squad that only its skills speak for, and for who answers for the place unnamed by the matrix. */
  rule: ResponsibilityRule | null;
  duty: number;
  skills: string[];
  skill: number | null;
  /** The plan card that calls it. */
  plan: Plan | null;
  /** It carries the function that the matter is about. */
  isCarrier?: boolean;
}

/** The kinds of units that every step which sends a matter on from here takes; null: not all of them ask for a kind. */
function kindsAsked(pack: LoadedPack, { procedure, node }: Matter): ReadonlySet<string> | null {
  const steps = pack.procedures.get(procedure ?? '')?.transitions ?? [];
  const fields = steps
    .filter(({ from }) => from.some((one) => one === node))
    .flatMap(({ form }) => form.filter(({ kind }) => kind === 'unit'));
  if (fields.length === 0 || fields.some(({ kinds }) => kinds === undefined)) return null;
  return new Set(fields.flatMap(({ kinds = [] }) => kinds));
}

/** The bodies that carry the function which the matter names. */
function carriersOf(pack: LoadedPack, { data = {} }: Matter): Named[] {
  const bodies = Object.values(data).flatMap((value) => {
    const entry = entryName.safeParse(value).data;
    return (entry && pack.listed.get(entry.id)?.bodies) ?? [];
  });
  return bodies.flatMap((id): Named[] => {
    const unit = pack.units.get(id);
    if (!unit) return [];
    return [
      { unit, role: 'lead', rule: null, duty: 1, skills: [], skill: null, plan: null, isCarrier: true },
    ];
  });
}

function candidatesOf(pack: LoadedPack, incident: Matter): Named[] {
  const kinds = kindsAsked(pack, incident);
  const carriers = carriersOf(pack, incident);
  const all = carriers.length > 0 ? carriers : answerableFor(pack, incident);
  return kinds ? all.filter(({ unit }) => kinds.has(unit.kind)) : all;
}

function answerableFor(pack: LoadedPack, incident: Matter): Named[] {
  const called = calledUnits(pack.pack.plans ?? [], incident.item, incident.urgent);
  const plan = (unit: string): Plan | null => called.get(unit) ?? null;
  const answering = answeringAt(pack, incident);
  const wanted = pack.items.get(incident.item)?.skills ?? [];
  const named = answering.flatMap(({ unit: id, role, rule }, place): Named[] => {
    const unit = pack.units.get(id);
    if (!unit) return [];
    // Of those that help, the first of the matrix has more of the duty than the last.
    const duty = role === 'lead' ? 1 : 0.7 - (0.3 * place) / answering.length;
    return [{ unit, role, rule, duty, plan: plan(id), ...skillsOf(unit, wanted) }];
  });
  const taken = new Set(named.map(({ unit }) => unit.id));
  const local = pack
    .unitsOfGrid(incident.grids)
    .flatMap((unit): Named[] =>
      taken.has(unit.id)
        ? []
        : [{ unit, role: 'co', rule: null, duty: 0.3, skills: [], skill: null, plan: plan(unit.id) }],
    );
  for (const { unit } of local) taken.add(unit.id);
  // Whom the plan card calls stands among them, whatever the matrix says.
  const byPlan = [...called].flatMap(([id, one]): Named[] => {
    const unit = pack.units.get(id);
    if (!unit || taken.has(id)) return [];
    taken.add(id);
    return [{ unit, role: 'co', rule: null, duty: 0.5, plan: one, ...skillsOf(unit, wanted) }];
  });
  const squads = pack.pack.units.flatMap((unit): Named[] => {
    if (unit.kind !== 'squad' || taken.has(unit.id)) return [];
    const able = skillsOf(unit, wanted);
    return able.skills.length > 0 ? [{ unit, role: 'co', rule: null, duty: 0.2, plan: null, ...able }] : [];
  });
  return [...named, ...local, ...byPlan, ...squads];
}

/** Which of the wanted skills a unit has. What nobody entered for a department is not held against it. */
function skillsOf(unit: Unit, wanted: CatalogueItem['skills']): Pick<Named, 'skills' | 'skill'> {
  const skills = unit.skills.filter((skill) => wanted.includes(skill));
  const unknown = unit.skills.length === 0 || wanted.length === 0;
  return { skills, skill: unknown ? null : skills.length / wanted.length };
}
