import { ofHouse } from '#shared/access/outsiders.ts';
import type { Actor, Person } from '#shared/access/person.ts';
import type { IncidentCommand, Report } from '#shared/incident/command.ts';
import type { Point } from '#shared/geo/point.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Colour } from '#shared/warning/colour.ts';
import { originOfMeasure } from '#shared/warning/measure-origin.ts';
import type { Measure, Warning } from '#shared/warning/warning.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Execute } from '../ports.ts';

/** Who proposes, opens and tells for the house. */
export const warningKeeper: Actor = ofHouse('warning-keeper');

type Say = Extract<IncidentCommand, { kind: 'say' }>;

const words: Readonly<Record<Colour, string>> = { red: '红', orange: '橙', yellow: '黄', blue: '蓝' };

/** What a measure is about: it opens a matter where it names an item. */
type Opening = Measure & { item: string };

/** The matter of a measure as it is reported, in the name of the warning and its colour (RULES.md M1). */
export function reportOfMeasure(pack: LoadedPack, warning: Warning, measure: Opening): Report {
  const named = nameOf(warning);
  return {
    kind: 'report',
    source: 'superior',
    item: measure.item,
    origin: originOfMeasure(warning.id, measure.id),
    evidence: [],
    address: '',
    title: `${measure.text} · ${named}`.slice(0, 120),
    detail: `${named}（${warning.id}，${warning.signer.name} 签发）的措施：${measure.text}`,
    urgent: warning.colour === 'red' || warning.colour === 'orange',
    ...placeOf(pack, warning, measure),
  };
}

/** The order that the signature was to the unit of a measure. */
export function orderOfMeasure(warning: Warning, measure: Measure, incident: string): Say {
  return {
    kind: 'say',
    incident,
    to: [measure.unit],
    order: true,
    evidence: [],
    text: `${nameOf(warning)}：${measure.text}`,
  };
}

const nameOf = ({ colour, title }: Warning): string => `${words[colour]}色预警 ${title}`;

/** Opens the matter of a measure, and orders its unit. Sent again it opens nothing new; a refusal is why it could not be. */
export async function openMeasure(
  execute: Execute,
  pack: LoadedPack,
  warning: Warning,
  measure: Opening,
): Promise<Refusal | null> {
  const command = reportOfMeasure(pack, warning, measure);
  const origin = originOfMeasure(warning.id, measure.id);
  const opened = await execute({ jurisdiction: pack.id, by: warningKeeper, key: origin, command });
  if (isRefusal(opened)) return opened;
  const signer: Person = { ...warning.signer, jurisdiction: pack.id, grids: [] };
  const ordered = await execute({
    jurisdiction: pack.id,
    by: signer,
    key: `order:${origin}`,
    command: orderOfMeasure(warning, measure, opened.subject),
  });
  return isRefusal(ordered) ? ordered : null;
}

/** Where it is to be done: the place of the warning, the middle of its first grid, else where the unit is. */
function placeOf(pack: LoadedPack, warning: Warning, measure: Measure): { place?: Point } {
  const grid = warning.grids[0] === undefined ? undefined : pack.grid.byId.get(warning.grids[0]);
  const place = warning.place ?? grid?.centre ?? pack.units.get(measure.unit)?.place;
  return place ? { place } : {};
}
