import { must } from '#shared/kernel/must.ts';
import type { LampGroup } from '#shared/pack/lamp.ts';
import type { County } from './county.ts';
import type { AuthorGround } from './ground.ts';

/** As many groups as the county's account counts terminals of street lamps for three each. */
const terminalsAGroup = 3;

/** Groups of street lamps, each named by the village whose roads it lights, all at the pretend controller. */
export function makeLamps(county: County, ground: AuthorGround): LampGroup[] {
  const count = Math.ceil(county.sensors['street-lamp'] / terminalsAGroup);
  const cells = ground.shuffled('lamps');
  const roll = ground.dice('lamps');
  return Array.from({ length: count }, (_, i): LampGroup => {
    const cell = must(cells[i % cells.length], 'a cell');
    const village = cell.parent === null ? cell : (ground.grid.byId.get(cell.parent) ?? cell);
    const number = String(i + 1).padStart(3, '0');
    return {
      id: `lamps-${number}`,
      name: `${village.name}路灯 ${number} 组`,
      place: ground.near(cell),
      source: 'lamp-control',
      lamps: roll.between(18, 96),
    };
  });
}
