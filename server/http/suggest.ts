import type { Point } from '#shared/geo/point.ts';
import type { Incident } from '#shared/incident/incident.ts';
import type { Language } from '#shared/kernel/localized.ts';
import type { Unit } from '#shared/pack/schema.ts';
import type { Suggestion } from '#shared/wire/http.ts';
import type { LoadedPack } from '../packs/loaded.ts';

/** Most that a person wants to choose from. */
const most = 8;
/** A task in hand weighs as much as this much way, when units of equal duty are put in order. */
const metresOfTask = 400;

interface Candidate {
  unit: Unit;
  /** Smaller is nearer to the duty: the catalogue's first unit, then the grid's town, … */
  tier: number;
  role: 'lead' | 'co';
  why: (language: Language) => string;
}

/**
 * Units that could take an incident: first those the catalogue makes responsible, in its order, then who answers for the
 * grid (the innermost first), then squads with a skill it asks for. Among equals the nearer and less loaded one.
 */
export function suggestUnits(
  pack: LoadedPack,
  incident: Incident,
  load: ReadonlyMap<string, number>,
  language: Language,
): Suggestion[] {
  const best = new Map<string, Candidate>();
  for (const candidate of candidatesOf(pack, incident))
    if (!best.has(candidate.unit.id)) best.set(candidate.unit.id, candidate);
  return [...best.values()]
    .map((candidate) => {
      const open = load.get(candidate.unit.id) ?? 0;
      const distanceM = Math.round(distance(incident.place, candidate.unit.place));
      return { candidate, open, distanceM, cost: distanceM + open * metresOfTask };
    })
    .sort((a, b) => a.candidate.tier - b.candidate.tier || a.cost - b.cost)
    .slice(0, most)
    .map(({ candidate: { unit, role, why }, open, distanceM }) => ({
      unit: unit.id,
      name: unit.name[language],
      role,
      distanceM,
      open,
      reason: why(language),
    }));
}

function candidatesOf(pack: LoadedPack, incident: Incident): Candidate[] {
  const item = pack.items.get(incident.item);
  const responsible = (item?.units ?? []).flatMap((id, place): Candidate[] => {
    const unit = pack.units.get(id);
    const why = (l: Language): string =>
      l === 'zh' ? `事项责任单位第 ${place + 1} 顺位` : `No. ${place + 1} responsible for this item`;
    return unit ? [{ unit, tier: place === 0 ? 0 : 2, role: place === 0 ? 'lead' : 'co', why }] : [];
  });
  const local = pack
    .unitsOfGrid(incident.grids)
    .toReversed()
    .map((unit): Candidate => {
      const cell = pack.grid.byId.get(unit.grid ?? '')?.name ?? '';
      const why = (l: Language): string => (l === 'zh' ? `属地责任：${cell}` : `answers for ${cell}`);
      return { unit, tier: 1, role: responsible.length === 0 ? 'lead' : 'co', why };
    });
  const skills = new Set(item?.skills ?? []);
  const squads = pack.pack.units.flatMap((unit): Candidate[] => {
    const fits = unit.kind === 'squad' ? unit.skills.filter((skill) => skills.has(skill)) : [];
    const why = (l: Language): string =>
      l === 'zh' ? `专业队伍：${fits.join('、')}` : `squad with ${fits.join(', ')}`;
    return fits.length > 0 ? [{ unit, tier: 3, role: 'co', why }] : [];
  });
  return [...responsible, ...local, ...squads];
}

/** Metres on a sphere of the earth's mean radius. */
function distance(a: Point, b: Point): number {
  const rad = Math.PI / 180;
  const h =
    Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 +
    Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lng - a.lng) * rad) / 2) ** 2;
  return 2 * 6_371_008.8 * Math.asin(Math.sqrt(h));
}
