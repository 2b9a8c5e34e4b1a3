import { nextId, type Said, type Wider } from './grid-rows.ts';
import type { LaidTable } from './laid-table.ts';

/** What can be done with grids above the narrowest: named, put below another, made, filled, and dissolved once nothing is below them. */
export function widerStrokes({ tree, begin, table, put }: LaidTable) {
  const last = tree.levels.length - 1;
  const lay = (id: string, one: Wider): void =>
    put({ ...table.value, wider: new Map(table.value.wider).set(id, one) });
  /** Grids one level below, by what they say; of the narrowest those that have ground. */
  function below(level: number): ReadonlyMap<string, Said> {
    const { said, wider } = table.value;
    return level + 1 === last ? said : new Map([...wider].filter(([, one]) => one.level === level + 1));
  }
  const childrenOf = (id: string): [string, Said][] => {
    const level = table.value.wider.get(id)?.level ?? last;
    return [...below(level)].filter(([, { parent }]) => parent === id);
  };
  return {
    below,
    childrenOf,
    /** A place in a grid: in the first of the narrowest that lie in it. */
    placeIn(id: string): unknown {
      let at: string | undefined = id;
      while (at !== undefined && table.value.wider.has(at)) at = childrenOf(at)[0]?.[0];
      return tree.byId.get(at ?? '')?.centre ?? tree.levels[0][0]?.centre;
    },
    /** A new one of a level, below `parent`; its id. */
    raise(level: number, said: Said & { unit?: string }): string {
      const ids = [...tree.byId.keys(), ...table.value.wider.keys(), ...table.value.areas.keys()];
      const id = nextId(said.parent === '' ? 'g' : said.parent, ids);
      lay(id, { ...said, level });
      return id;
    },
    sayWider(id: string, said: Partial<Wider>): void {
      const one = table.value.wider.get(id);
      if (one) lay(id, { ...one, ...said });
    },
    /** Puts a grid of the level below under this one. */
    putUnder(id: string, child: string): void {
      const { said, wider } = table.value;
      const [narrow, one] = [said.get(child), wider.get(child)];
      if (one) lay(child, { ...one, parent: id });
      else if (narrow) put({ ...table.value, said: new Map(said).set(child, { ...narrow, parent: id }) });
    },
    /** Takes out one that nothing is below; what named it goes on with the heir. */
    dissolve(id: string, heir: string): void {
      if (childrenOf(id).length > 0 || id === heir) return;
      const wider = new Map(table.value.wider);
      wider.delete(id);
      const heirs = new Map([...table.value.heirs].map(([from, to]) => [from, to === id ? heir : to]));
      if (begin.wider.has(id)) heirs.set(id, heir);
      put({ ...table.value, wider, heirs });
    },
  };
}
