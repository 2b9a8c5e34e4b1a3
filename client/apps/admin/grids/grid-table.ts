import { edgesOf, sameSpot, type Area, type Spot } from '#shared/grid/area.ts';
import { nextId, type Said } from './grid-rows.ts';
import { layTable, othersOf, type LaidTable } from './laid-table.ts';
import {
  addCorner,
  drawArea,
  dropCorner,
  mergeAreas,
  moveCorner,
  onSteps,
  splitArea,
  withRedrawn,
  type Redrawn,
} from './redraw.ts';
import { widerStrokes } from './wider-strokes.ts';

/** Grids on the table and all strokes that can be made there. */
export function openGridTable(geodata: Parameters<typeof layTable>[0]) {
  const laid = layTable(geodata);
  const { table, chosen, held, no, put } = laid;
  return {
    ...laid,
    ...othersOf(laid),
    ...cornerStrokes(laid),
    ...gridStrokes(laid),
    ...widerStrokes(laid),
    choose(id: string | null): void {
      chosen.value = id;
      held.value = null;
      no.value = null;
    },
    hold: (spot: Spot | null): void => void (held.value = spot),
    say(id: string, said: Said): void {
      put({ ...table.value, said: new Map(table.value.said).set(id, said) });
    },
  };
}
export type GridTable = ReturnType<typeof openGridTable>;

export const middleOf = ([a, b]: readonly [Spot, Spot]): Spot => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

function cornerStrokes({ table, chosen, held, steps, draw }: LaidTable) {
  return {
    move(from: Spot, to: Spot): void {
      const at = onSteps(steps, to);
      if (!sameSpot(from, at) && draw(moveCorner(table.value.areas, from, at), 'drop'))
        held.value = sameSpot(held.value ?? undefined, from) ? at : held.value;
    },
    /** Another corner in the middle of an edge. */
    add(middle: Spot): void {
      const area = table.value.areas.get(chosen.value ?? '') ?? [];
      const edge = [...edgesOf(area)].find((one) => sameSpot(middleOf(one), middle));
      const at = onSteps(steps, middle);
      if (edge && draw(addCorner(table.value.areas, edge, at), 'drop')) held.value = at;
    },
    drop(corner: Spot): void {
      if (draw(dropCorner(table.value.areas, corner), 'drop')) held.value = null;
    },
  };
}

function gridStrokes({ tree, begin, table, chosen, steps, put, draw }: LaidTable) {
  /** A new grid stands below the same one as its brother and is called as it is, by its own number: 金凤村 10 格. */
  function beside(brother: string): { newId: string; said: ReadonlyMap<string, Said> } {
    const { parent = '', name: like = '' } = table.value.said.get(brother) ?? {};
    const newId = nextId(parent, [...tree.byId.keys(), ...table.value.areas.keys()]);
    const number = newId.slice(newId.lastIndexOf('-') + 1);
    const name = /\d/u.test(like) ? like.replace(/\d+(?=\D*$)/u, number) : `${like} ${number}`.trim();
    return { newId, said: new Map(table.value.said).set(newId, { name, parent }) };
  }
  return {
    split(line: readonly Spot[]): void {
      const id = chosen.value;
      if (id === null) return;
      const { newId, said } = beside(id);
      if (draw(splitArea(table.value.areas, steps, id, line, newId), 'split', { said })) chosen.value = newId;
    },
    /** The other one goes into the chosen one. */
    merge(gone: string): void {
      const keep = chosen.value;
      if (keep === null || keep === gone) return;
      const heirs = new Map([...table.value.heirs].map(([from, to]) => [from, to === gone ? keep : to]));
      if (begin.areas.has(gone)) heirs.set(gone, keep);
      const said = new Map(table.value.said);
      said.delete(gone);
      draw(mergeAreas(table.value.areas, keep, gone), 'merge', { heirs, said });
    },
    drawNew(ring: readonly Spot[], brother: string): void {
      const { newId, said } = beside(brother);
      if (draw(drawArea(table.value.areas, steps, ring, newId), 'draw', { said })) chosen.value = newId;
    },
    /** Grids drawn elsewhere, with all neighbours whose corners they share. */
    lay: (redrawn: Redrawn): void => void draw(redrawn, 'draw'),
    /** Outlines of a file for grids that are there; how many became others. */
    take(outlines: ReadonlyMap<string, Area>): number {
      const other = [...outlines].flatMap(([id, given]): [string, Area][] => {
        const ground = given.map((rings) => rings.map((ring) => ring.map((spot) => onSteps(steps, spot))));
        const now = table.value.areas.get(id);
        return now && JSON.stringify(now) !== JSON.stringify(ground) ? [[id, ground]] : [];
      });
      if (other.length > 0) put({ ...table.value, areas: withRedrawn(table.value.areas, new Map(other)) });
      return other.length;
    },
  };
}
