import { computed, shallowRef } from 'vue';
import type { Topology } from 'topojson-specification';
import { areasOfMap } from '#shared/grid/areas-of-map.ts';
import type { Area, Spot } from '#shared/grid/area.ts';
import { narrowCells, type GridTree } from '#shared/grid/tree.ts';
import { fitOf, type Fit } from '#shared/grid/fit.ts';
import { fineSteps, withRedrawn, type Redrawn, type Steps } from './redraw.ts';
import type { Table } from './grid-rows.ts';

const sound: Fit = { misfits: [], lostM2: 0, wonM2: 0 };
/** Why a stroke was not made, by its sentence in `admin.drawing.no`. */
export type NoStroke = 'split' | 'merge' | 'draw' | 'drop';

const widerOf = (tree: GridTree): Table['wider'] =>
  new Map(
    tree.levels
      .slice(0, -1)
      .flatMap((cells, level) =>
        cells.map(({ id, name, parent }) => [id, { name, parent: parent ?? '', level }] as const),
      ),
  );

/** The grids of a map file on a table, the steps back and forth, and how what was drawn fits together. Nothing is written. */
export function layTable({ tree, topology: file }: { tree: GridTree; topology: Topology }) {
  const steps = (file.transform as unknown as Steps | undefined) ?? fineSteps;
  const begin: Table = {
    areas: areasOfMap(file),
    said: new Map(narrowCells(tree).map(({ id, name, parent }) => [id, { name, parent: parent ?? '' }])),
    wider: widerOf(tree),
    heirs: new Map(),
  };
  const table = shallowRef<Table>(begin);
  const chosen = shallowRef<string | null>(null);
  const held = shallowRef<Spot | null>(null);
  const no = shallowRef<NoStroke | null>(null);
  const back = shallowRef<readonly Table[]>([]);
  const forth = shallowRef<readonly Table[]>([]);

  function put(now: Table): void {
    back.value = [...back.value, table.value];
    forth.value = [];
    table.value = now;
    no.value = null;
  }
  /** A stroke; where there is none to make, why. */
  function draw(redrawn: Redrawn | null, why: NoStroke, more: Partial<Table> = {}): boolean {
    const isMade = redrawn !== null && redrawn.size > 0;
    if (isMade) put({ ...table.value, areas: withRedrawn(table.value.areas, redrawn), ...more });
    else no.value = why;
    return isMade;
  }
  function step(from: typeof back, to: typeof back): void {
    const [last] = from.value.slice(-1);
    if (!last) return;
    to.value = [...to.value, table.value];
    from.value = from.value.slice(0, -1);
    table.value = last;
    held.value = null;
    no.value = null;
    if (!last.areas.has(chosen.value ?? '')) chosen.value = null;
  }
  const history = {
    mayUndo: computed(() => back.value.length > 0),
    mayRedo: computed(() => forth.value.length > 0),
    undo: (): void => step(back, forth),
    redo: (): void => step(forth, back),
  };
  return { tree, steps, begin, table, chosen, held, no, put, draw, ...history };
}
export type LaidTable = ReturnType<typeof layTable>;

/** What of a table is other than in the file, and whether it fits. */
export function othersOf({ begin, table, chosen }: LaidTable) {
  const touched = computed(() => {
    const ids = new Set([...begin.areas.keys(), ...table.value.areas.keys()]);
    return [...ids].filter((id) => begin.areas.get(id) !== table.value.areas.get(id));
  });
  const isRaised = computed(() => begin.wider !== table.value.wider);
  const renamed = computed(() =>
    [...table.value.said].filter(([id, said]) => begin.said.has(id) && begin.said.get(id) !== said),
  );
  return {
    touched,
    renamed,
    isChanged: computed(() => isRaised.value || touched.value.length + renamed.value.length > 0),
    fit: computed(() =>
      touched.value.length > 0 ? fitOf(begin.areas, table.value.areas, touched.value) : sound,
    ),
    area: computed((): Area | null => table.value.areas.get(chosen.value ?? '') ?? null),
  };
}
