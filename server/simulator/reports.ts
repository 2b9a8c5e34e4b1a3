import { narrowCells } from '#shared/grid/tree.ts';
import { inRecord } from '#shared/kernel/localized.ts';
import type { Report } from '#shared/incident/command.ts';
import type { Incident, Source } from '#shared/incident/incident.ts';
import type { Dice } from '#shared/kernel/dice.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import { must } from '#shared/kernel/must.ts';
import { hourMs } from '#shared/kernel/span.ts';
import type { CatalogueItem } from '#shared/pack/schema.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { answeringAt } from '../packs/responsible.ts';
import { callerWords } from './caller-words.ts';
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

/** So that nine in ten are closed at the grass roots, as county bulletins say. */
const dailyShare = 0.93;

/** The catalogue items people report; what only sensors raise is left to the sensors. */
function peoplesItems(pack: LoadedPack): CatalogueItem[] {
  const raised = new Set(pack.pack.rules.map((rule) => rule.item));
  return pack.pack.catalogue.filter(({ id, procedure }) => procedure === 'standard' && !raised.has(id));
}

/** Throws dice for what is reported: most are daily matters, which their town or community leads, as county bulletins say. */
export function itemDice(pack: LoadedPack): (roll: Dice) => CatalogueItem {
  const items = peoplesItems(pack);
  const cell = must(narrowCells(pack.grid)[0], 'a cell');
  const grids = pack.grid.locate(cell.centre).map(({ id }) => id);
  const ofPlace = new Set(pack.unitsOfGrid(grids).map(({ id }) => id));
  const byDay = groupBy(items, ({ id }) =>
    ofPlace.has(pack.matrix.responsibleUnits(grids, id)[0]?.unit ?? ''),
  );
  return (roll) => roll.pick(byDay.get(roll.chance(dailyShare)) ?? items);
}

/** How long until the next report of a county with `perDay` of them, at this hour. */
export function untilNextReport(at: number, perDay: number, pack: LoadedPack, roll: Dice): number {
  const rate = (perDay / 24) * busyness(at, pack.pack.calendar.utcOffsetMinutes);
  return (-Math.log(1 - roll.roll()) / Math.max(rate, 0.01)) * hourMs;
}

/** One report of the pretend people, somewhere in a grid. Busy cells are busy every day: the draw favours some of them. */
export function makeReport(pack: LoadedPack, item: CatalogueItem, roll: Dice): Report {
  const cells = narrowCells(pack.grid);
  const cell = must(
    cells[(Math.floor(roll.roll() ** 1.6 * cells.length * 0.999) * 7919) % cells.length],
    'cell',
  );
  const jitter = (): number => roll.normal() * 0.0012;
  // Rounded before it is looked up: half a decimetre may lie across the county's border.
  const near = { lng: round(cell.centre.lng + jitter()), lat: round(cell.centre.lat + jitter()) };
  const place = pack.grid.locate(near).length > 0 ? near : cell.centre;
  const chain = pack.grid.locate(place);
  const [source] = must(sources[roll.weighted(sources.map(([, weight]) => weight))], 'source');
  return {
    kind: 'report',
    source,
    item: item.id,
    title: `${chain[0]?.name ?? ''} · ${inRecord(item.name)}`,
    detail: item.procedure === 'standard' ? callerWords(item, source === 'patrol', roll) : '',
    place,
    address: addressOf(chain.slice(1).map(({ name }) => name)),
    urgent: item.limits['handling']?.unit === 'urgent-minute' && roll.chance(0.5),
    evidence: [],
  };
}

/** A cell is often called after the one around it, which is then not said twice. */
const addressOf = (names: readonly string[]): string =>
  names.filter((name, i) => !names[i + 1]?.startsWith(name)).join(' ');

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

/** Lead and co-units by the responsibility matrix; one in eight needs the first that helps as well. */
export function crewOf(pack: LoadedPack, incident: Incident, roll: Dice): { lead: string; co: string[] } {
  const [lead, helper] = answeringAt(pack, incident).map(({ unit }) => unit);
  return { lead: must(lead, `who leads ${incident.item}`), co: helper && roll.chance(0.12) ? [helper] : [] };
}
