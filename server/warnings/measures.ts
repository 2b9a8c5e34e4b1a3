import { ofHouse } from '#shared/access/outsiders.ts';
import type { Actor, Person } from '#shared/access/person.ts';
import type { Point } from '#shared/geo/point.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Colour } from '#shared/warning/colour.ts';
import { originOfMeasure } from '#shared/warning/measure-origin.ts';
import type { Measure, Warning } from '#shared/warning/warning.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Execute } from '../ports.ts';

/** Who proposes, opens and tells for the house. */
export const warningKeeper: Actor = ofHouse('warning-keeper');

const words: Readonly<Record<Colour, string>> = { red: '红', orange: '橙', yellow: '黄', blue: '蓝' };

/**
 * Opens the matter of a measure, and gives its unit the order that the signature was (RULES.md M1). Sent again it opens nothing
 * new; a refusal is why it could not be.
 */
export async function openMeasure(
  execute: Execute,
  pack: LoadedPack,
  warning: Warning,
  measure: Measure & { item: string },
): Promise<Refusal | null> {
  const origin = originOfMeasure(warning.id, measure.id);
  const named = `${words[warning.colour]}色预警 ${warning.title}`;
  const opened = await execute({
    jurisdiction: pack.id,
    by: warningKeeper,
    key: origin,
    command: {
      kind: 'report',
      source: 'superior',
      item: measure.item,
      origin,
      evidence: [],
      address: '',
      title: `${measure.text} · ${named}`.slice(0, 120),
      detail: `${named}（${warning.id}，${warning.signer.name} 签发）的措施：${measure.text}`,
      urgent: warning.colour === 'red' || warning.colour === 'orange',
      ...placeOf(pack, warning, measure),
    },
  });
  if (isRefusal(opened)) return opened;
  const signer: Person = { ...warning.signer, jurisdiction: pack.id, grids: [] };
  const ordered = await execute({
    jurisdiction: pack.id,
    by: signer,
    key: `order:${origin}`,
    command: {
      kind: 'say',
      incident: opened.subject,
      to: [measure.unit],
      order: true,
      evidence: [],
      text: `${named}：${measure.text}`,
    },
  });
  return isRefusal(ordered) ? ordered : null;
}

/** Where it is to be done: the place of the warning, the middle of its first grid, else where the unit is. */
function placeOf(pack: LoadedPack, warning: Warning, measure: Measure): { place?: Point } {
  const grid = warning.grids[0] === undefined ? undefined : pack.grid.byId.get(warning.grids[0]);
  const place = warning.place ?? grid?.centre ?? pack.units.get(measure.unit)?.place;
  return place ? { place } : {};
}
