import { pinyin } from 'pinyin-pro';
import type { Point } from '#shared/geo/point.ts';
import { type Cell, type GridTree, narrowCells } from '#shared/grid/tree.ts';
import { dice, seedOf, type Dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';

/** Where an author may put things. */
export interface AuthorGround {
  grid: GridTree;
  /** Telephone numbers that no carrier gives out (four zeros after the prefix), each once in a county. */
  phone(): string;
  /** A place inside a cell, near its centre. */
  near(cell: Cell): Point;
  /** The narrow cells in an order of their own for each purpose. */
  shuffled(purpose: string): Cell[];
  /** The narrow cells nearest to the water of the map; all of them where it has none near. */
  shore: readonly Cell[];
  dice(purpose: string): Dice;
  /** Its name in Latin letters without what kind of place it is: 龙虹社区 → Longhong. From the grid file, else by its characters. */
  romanized(cell: Cell): string;
}

/** Of mobile numbers. */
const prefixes = ['135', '136', '138', '139', '150', '158', '186', '189'];

/** About 600 m. */
const reach = 0.006;

export function makeGround(
  id: string,
  grid: GridTree,
  waterside: readonly Point[],
  known: ReadonlyMap<string, string>,
): AuthorGround {
  const own = dice(seedOf(`${id}:ground`));
  let phones = 0;
  const narrow = narrowCells(grid);
  return {
    grid,
    phone: () => {
      // A step that shares no factor with the count goes through all of them, and neighbours do not look like a row.
      const at = (phones * 7_919) % (prefixes.length * 10_000);
      phones += 1;
      return `${must(prefixes[at % prefixes.length], 'prefix')}0000${String(Math.floor(at / prefixes.length)).padStart(4, '0')}`;
    },
    near: (cell) => {
      for (let tries = 0; tries < 12; tries += 1) {
        const place = rounded({
          lng: cell.centre.lng + (own.roll() - 0.5) * reach * 2,
          lat: cell.centre.lat + (own.roll() - 0.5) * reach * 2,
        });
        if (grid.locate(place).includes(cell)) return place;
      }
      return rounded(cell.centre);
    },
    shuffled: (purpose) => shuffle([...narrow], dice(seedOf(`${id}:${purpose}`))),
    shore: waterside.length === 0 ? narrow : nearest(narrow, waterside, Math.ceil(narrow.length * 0.06)),
    dice: (purpose) => dice(seedOf(`${id}:${purpose}`)),
    romanized(cell) {
      const own = cell.name.replace(/(社区|街道|村|镇|乡)$/u, '') || cell.name;
      const joined = (known.get(cell.id) ?? pinyin(own, { toneType: 'none', v: true })).replaceAll(' ', '');
      return joined.charAt(0).toUpperCase() + joined.slice(1);
    },
  };
}

/** A decimetre is enough for a pretend county. */
const rounded = ({ lng, lat }: Point): Point => ({
  lng: Number(lng.toFixed(6)),
  lat: Number(lat.toFixed(6)),
});

function shuffle<T>(list: T[], own: Dice): T[] {
  for (let i = list.length - 1; i > 0; i -= 1) {
    const j = own.between(0, i);
    const kept = must(list[i], 'item');
    list[i] = must(list[j], 'item');
    list[j] = kept;
  }
  return list;
}

function nearest(cells: readonly Cell[], to: readonly Point[], count: number): Cell[] {
  const distance = ({ centre }: Cell): number => {
    let least = Infinity;
    for (const { lng, lat } of to)
      least = Math.min(least, ((lng - centre.lng) * 0.85) ** 2 + (lat - centre.lat) ** 2);
    return least;
  };
  return cells
    .map((cell) => [distance(cell), cell] as const)
    .sort((a, b) => a[0] - b[0])
    .slice(0, count)
    .map(([, cell]) => cell);
}
