import { because } from '../kernel/reasons.ts';
import {
  isFormulaFault,
  Misplaced,
  parseFormula,
  type Argument,
  type FormulaFault,
  type Node,
  type Word,
} from './formula.ts';
import {
  deviceCounts,
  facts,
  givenHows,
  matterEvents,
  matterStates,
  overHours,
  readingHows,
  type Formula,
  type Leaf,
  type MatterFilter,
} from './leaf.ts';
import { dayWindows, hoursOf, type DayWindow } from './span.ts';

/** The names that a county's formulas may use. */
export interface FormulaGround {
  quantities: ReadonlySet<string>;
  items: ReadonlySet<string>;
  domains: ReadonlySet<string>;
  procedures: ReadonlySet<string>;
  sources: ReadonlySet<string>;
  colours: ReadonlySet<string>;
  systems: ReadonlySet<string>;
  series: ReadonlySet<string>;
  indicators: ReadonlySet<string>;
  facts: ReadonlySet<string>;
  hasGrid(id: string): boolean;
}

/** A formula whose every name exists, or the first place that is at fault. */
export function typeFormula(text: string, ground: FormulaGround): Formula | FormulaFault {
  const node = parseFormula(text);
  if (isFormulaFault(node)) return node;
  try {
    return typed(node, ground);
  } catch (error) {
    if (error instanceof Misplaced) return error.fault();
    throw error;
  }
}

function typed(node: Node, ground: FormulaGround): Formula {
  switch (node.kind) {
    case 'number':
      return { kind: 'number', value: node.value };
    case 'indicator':
      known(ground.indicators, 'indicator', { text: node.id, column: node.column });
      return { kind: 'indicator', id: node.id };
    case 'negative':
      return { kind: 'negative', of: typed(node.of, ground) };
    case 'binary': {
      const { op } = node;
      return { kind: 'binary', op, left: typed(node.left, ground), right: typed(node.right, ground) };
    }
    case 'call':
      return node.name === 'percent' ? percentOf(node, ground) : { kind: 'leaf', leaf: leafOf(node, ground) };
  }
}

type Call = Extract<Node, { kind: 'call' }>;

function percentOf(node: Call, ground: FormulaGround): Formula {
  const [of, among, more] = node.args;
  if (of?.kind !== 'formula' || among?.kind !== 'formula' || more)
    throw new Misplaced(because('formula-percent', { column: node.column }));
  return { kind: 'percent', of: typed(of.of, ground), among: typed(among.of, ground) };
}

function leafOf(node: Call, ground: FormulaGround): Leaf {
  const { name, column } = node;
  const args = argumentsOf(node);
  const leaf = makeLeaf(name, args, ground);
  if (!leaf) throw new Misplaced(because('formula-no-function', { column, name }));
  args.end();
  return leaf;
}

function makeLeaf(name: string, args: Args, ground: FormulaGround): Leaf | null {
  const how = one(readingHows, name);
  if (how) return readingLeaf(how, args, ground);
  const measure = one(matterEvents, name);
  if (measure)
    return { kind: 'matters', measure, filter: filterOf(args, ground), over: args.over() ?? 'today' };
  const state = one(matterStates, name);
  if (state) return { kind: 'standing', measure: state, filter: filterOf(args, ground) };
  const what = one(deviceCounts, name);
  if (what)
    return { kind: 'devices', what, system: args.words('system', ground.systems, 'system')?.[0] ?? null };
  const given = one(givenHows, name);
  if (given) {
    const series = args.subject(ground.series, 'series');
    return { kind: 'given', how: given, series, over: given === 'total' ? (args.over() ?? 'year') : null };
  }
  const fact = one(facts, name);
  if (fact) {
    if (!ground.facts.has(fact))
      throw new Misplaced(because('formula-no-fact', { column: args.column, fact }));
    return { kind: 'fact', name: fact };
  }
  if (name !== 'warnings' && name !== 'issued') return null;
  const colours = args.words('colours', ground.colours, 'colour');
  return {
    kind: 'warnings',
    measure: name,
    colours,
    over: name === 'issued' ? (args.over() ?? 'year') : 'today',
  };
}

function readingLeaf(
  how: Extract<Leaf, { kind: 'readings' }>['how'],
  args: Args,
  ground: FormulaGround,
): Leaf {
  const wantsTest = how === 'count' || how === 'share';
  const test = wantsTest ? args.test() : null;
  if (wantsTest && !test)
    throw new Misplaced(because('formula-wants-test', { column: args.column, name: how }));
  const quantity = test
    ? known(ground.quantities, 'quantity', { text: test.name, column: test.column })
    : args.subject(ground.quantities, 'quantity');
  const hours = args.hours();
  if (hours && !overHours.includes(how))
    throw new Misplaced(because('formula-no-window', { column: hours.column, name: how }));
  return {
    kind: 'readings',
    how,
    quantity,
    test: test ? { op: test.op, value: test.value } : null,
    hours: hours?.value ?? null,
    grid: args.grid(ground),
  };
}

function filterOf(args: Args, ground: FormulaGround): MatterFilter {
  return {
    items: args.words('items', ground.items, 'item'),
    domains: args.words('domains', ground.domains, 'domain'),
    procedures: args.words('procedures', ground.procedures, 'procedure'),
    sources: args.words('sources', ground.sources, 'source'),
    grid: args.grid(ground),
  };
}

const one = <T extends string>(list: readonly T[], name: string): T | undefined =>
  list.find((word) => word === name);

function known(
  names: ReadonlySet<string>,
  what: string,
  { text, column }: { text: string; column: number },
): string {
  if (!names.has(text)) throw new Misplaced(because('formula-none', { column, thing: what, text }));
  return text;
}

function windowOf(word: Word | undefined): DayWindow | undefined {
  if (!word) return undefined;
  const over = one(dayWindows, word.text);
  if (over) return over;
  const { text, column } = word;
  throw new Misplaced(because('formula-window', { column, text, windows: dayWindows.join(', ') }));
}

type Args = ReturnType<typeof argumentsOf>;
type Test = Extract<Argument, { kind: 'test' }>;

/** The arguments of a call, taken one by one; what nobody took is a fault. */
function argumentsOf({ name, args, column }: Call) {
  const left = new Set(args);
  const named = (key: string): Extract<Argument, { kind: 'named' }> | undefined => {
    const all = args.filter((arg) => arg.kind === 'named' && arg.name === key);
    if (all[1]) throw new Misplaced(because('formula-twice', { column: all[1].column, name: key }));
    if (all[0]) left.delete(all[0]);
    return all[0]?.kind === 'named' ? all[0] : undefined;
  };
  const single = (key: string) => {
    const words = named(key)?.words;
    if (words?.[1]) throw new Misplaced(because('formula-one-word', { column: words[1].column, name: key }));
    return words?.[0];
  };
  return {
    column,
    /** The first argument, a name. */
    subject(names: ReadonlySet<string>, what: string): string {
      const first = args[0];
      const of = first?.kind === 'formula' ? first.of : undefined;
      if (!first || of?.kind !== 'call' || of.args.length > 0)
        throw new Misplaced(
          because('formula-wants-first', { column: first?.column ?? column, name, thing: what }),
        );
      left.delete(first);
      return known(names, what, { text: of.name, column: of.column });
    },
    test(): Test | undefined {
      const first = args[0];
      if (first?.kind !== 'test') return undefined;
      left.delete(first);
      return first;
    },
    words(key: string, names: ReadonlySet<string>, what: string): string[] | null {
      return named(key)?.words.map((word) => known(names, what, word)) ?? null;
    },
    over: (): DayWindow | undefined => windowOf(single('over')),
    hours(): { value: number; column: number } | null {
      const word = single('over');
      if (!word) return null;
      const value = hoursOf(word.text);
      if (value !== null) return { value, column: word.column };
      throw new Misplaced(because('formula-hours', { column: word.column, text: word.text }));
    },
    grid(ground: FormulaGround): string | null {
      const word = single('in');
      if (!word) return null;
      if (!ground.hasGrid(word.text))
        throw new Misplaced(because('formula-no-cell', { column: word.column, text: word.text }));
      return word.text;
    },
    end(): void {
      for (const arg of left) throw new Misplaced(because('formula-no-use', { column: arg.column, name }));
    },
  };
}

/** Indicators that stand on themselves by way of others: one id of each ring. */
export function ringsIn(needs: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const rings: string[] = [];
  const walk = (id: string, above: readonly string[]): void => {
    if (above.includes(id)) rings.push(id);
    else if (!done.has(id)) {
      for (const below of needs.get(id) ?? []) walk(below, [...above, id]);
      done.add(id);
    }
  };
  for (const id of needs.keys()) walk(id, []);
  return rings;
}
