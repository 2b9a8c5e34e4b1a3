import type { Report } from '#shared/incident/command.ts';
import type { Incident, Source } from '#shared/incident/incident.ts';
import type { Dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { hourMs } from '#shared/kernel/span.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { busyness } from './rhythm.ts';

/** Where reports come from: nearly all from patrols, as county bulletins say, with enough of the others to be seen. */
const sources: [Source, number][] = [
  ['patrol', 62],
  ['hotline', 17],
  ['citizen', 11],
  ['department', 4],
  ['enterprise', 3],
  ['superior', 2],
  ['opinion', 1],
];

/** The catalogue items people report; what only sensors raise is left to the sensors. */
export function peoplesItems(pack: LoadedPack): CatalogueItem[] {
  const raised = new Set(pack.pack.rules.map((rule) => rule.item));
  return pack.pack.catalogue.filter(({ id, procedure }) => procedure === 'standard' && !raised.has(id));
}

/** How long until the next report of a county with `perDay` of them, at this hour. */
export function untilNextReport(at: number, perDay: number, pack: LoadedPack, roll: Dice): number {
  const rate = (perDay / 24) * busyness(at, pack.pack.calendar.utcOffsetMinutes);
  return (-Math.log(1 - roll.roll()) / Math.max(rate, 0.01)) * hourMs;
}

/** One report of the pretend people, somewhere in a grid. Busy cells are busy every day: the draw favours some of them. */
export function makeReport(pack: LoadedPack, items: readonly CatalogueItem[], roll: Dice): Report {
  const cells = pack.grid.levels[2];
  const cell = must(
    cells[(Math.floor(roll.roll() ** 1.6 * cells.length * 0.999) * 7919) % cells.length],
    'cell',
  );
  const jitter = (): number => roll.normal() * 0.0012;
  const near = { lng: cell.centre.lng + jitter(), lat: cell.centre.lat + jitter() };
  const place = pack.grid.locate(near).length > 0 ? near : cell.centre;
  const chain = pack.grid.locate(place);
  const item = roll.pick(items);
  const [source] = must(sources[roll.weighted(sources.map(([, weight]) => weight))], 'source');
  return {
    kind: 'report',
    source,
    item: item.id,
    title: `${chain[0]?.name ?? ''} · ${item.name.zh}`,
    detail: '',
    place: { lng: round(place.lng), lat: round(place.lat) },
    address: addressOf(chain.slice(1).map(({ name }) => name)),
    urgent: item.limits['handling']?.unit === 'urgent-minute' && roll.chance(0.5),
    evidence: [],
  };
}

/** A cell is often called after the one around it, which is then not said twice. */
const addressOf = (names: readonly string[]): string =>
  names.filter((name, i) => !names[i + 1]?.startsWith(name)).join(' ');

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

/** Lead and co-units: nine in ten are settled in town or community, the others by the department of the catalogue. */
export function crewOf(pack: LoadedPack, incident: Incident, roll: Dice): { lead: string; co: string[] } {
  const item = must(pack.items.get(incident.item), incident.item);
  const local = pack.unitsOfGrid(incident.grids).map((unit) => unit.id);
  const department = roll.pick(item.units);
  const lead = local.length > 0 && roll.chance(0.9) ? roll.pick(local) : department;
  const co = roll.chance(0.12) && lead !== department ? [department] : [];
  return { lead, co };
}
