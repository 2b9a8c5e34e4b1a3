import {
  benefitIn,
  contradictionsIn,
  saidOf,
  type BenefitPair,
  type BenefitRow,
} from '#shared/incident/benefit.ts';
import { hiddenName } from '#shared/incident/clue.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { because } from '#shared/kernel/reasons.ts';
import { toldOf } from '#shared/kernel/refusal.ts';
import { bareNumber } from '#shared/record/find.ts';
import { plainAnswer, type BatchAnswer } from '#shared/sensing/reading.ts';
import type { Source } from '../access/sources.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { BenefitStore } from '../storage/readings/benefit-store.ts';
import type { ClueStore, NewClue } from '../storage/readings/clue-store.ts';

export interface BenefitPorts {
  benefits: BenefitStore;
  clues: Pick<ClueStore, 'put'>;
  /** The mark of a person by the number of the identity card: the same person has the same, and nobody can turn it back. */
  markOf(jurisdiction: string, identity: string): string;
  /** What the county's own records say of people with these numbers. */
  saidOf(jurisdiction: string, identities: readonly string[]): Promise<BenefitRow[]>;
  now: () => number;
}
type Fault = Omit<BatchAnswer['refused'][number], 'index'>;
interface Taken {
  row: BenefitRow;
  name: string;
  chain: string[];
  identity: string;
}

/**
 * Takes rows of lists, holds each against all that lists and the county's own records have said of the same person, and makes a clue of each
 * contradiction with both rows as its evidence: people look at it, and make a case of it. Names are kept hidden, numbers not at all.
 */
export async function takeBenefits(
  { benefits, clues, markOf, saidOf: saidOfPeople, now }: BenefitPorts,
  pack: LoadedPack,
  source: Pick<Source, 'source' | 'bounds'>,
  items: readonly unknown[],
): Promise<BatchAnswer> {
  const at = now();
  const refused: BatchAnswer['refused'] = [];
  const taken = new Map<string, Taken>();
  for (const [index, item] of items.entries()) {
    const one = rowOf(pack, source, item, (identity) => markOf(pack.id, bareNumber(identity)));
    if ('code' in one) refused.push({ index, ...one });
    else taken.set(one.row.id, one);
  }
  const rows = [...taken.values()];
  const stored =
    rows.length > 0
      ? await benefits.put(
          pack.id,
          source.source,
          at,
          rows.map(({ row }) => row),
        )
      : new Set<string>();
  // Those that are known are looked at again: a server may have died before their contradictions were told.
  const byMark = new Map(rows.map((one) => [one.row.mark, one]));
  const [listed, recorded] = await Promise.all([
    benefits.of(pack.id, [...byMark.keys()]),
    saidOfPeople(
      pack.id,
      rows.map(({ identity }) => identity),
    ),
  ]);
  const found = contradictionsIn([...listed, ...recorded]);
  const made = found.flatMap((pair): NewClue[] => {
    const person = byMark.get(pair.mark);
    return person ? [clueOf(pack, pair, person, { at, source: source.source })] : [];
  });
  if (made.length > 0) await clues.put(pack.id, at, made);
  return plainAnswer(items.length, stored.size, refused);
}

/** A contradiction as what people look at: both rows, the name hidden. */
function clueOf(
  pack: LoadedPack,
  pair: BenefitPair,
  { name, chain }: Taken,
  { at, source }: { at: number; source: string },
): NewClue {
  const area = pack.grid.byId.get(chain.at(-1) ?? '')?.name ?? '';
  return {
    id: `lists:${pair.key}`,
    kind: 'benefit',
    at,
    topic: pair.topic,
    title: `${area} ${pair.topic}`.trim(),
    text: saidOf(pair),
    medium: [...new Set(pair.rows.map(({ list }) => list))].join(' × ').slice(0, 83),
    weight: Math.round(pair.amount * 100) / 100,
    tone: null,
    subject: hiddenName(name),
    chain,
    lng: null,
    lat: null,
    source,
  };
}

function rowOf(
  pack: LoadedPack,
  { bounds }: Pick<Source, 'bounds'>,
  item: unknown,
  mark: (identity: string) => string,
): Taken | Fault {
  const parsed = benefitIn.safeParse(item);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const said = issue ? because('not-as-asked', { what: issue.message }) : because('not-understood');
    return { code: 'invalid', ...toldOf(said), field: issue?.path.join('.') ?? '' };
  }
  const { data } = parsed;
  if (!pack.grid.byId.has(data.grid))
    return { code: 'unknown', ...toldOf(because('unknown-grid')), field: 'grid' };
  const chain = chainTo(pack.grid, data.grid).map(({ id }) => id);
  if (bounds?.grids && !chain.some((id) => bounds.grids?.includes(id)))
    return { code: 'forbidden', ...toldOf(because('token-not-of-place')), field: 'grid' };
  const { id, list, name, fact, identity } = data;
  const own = { id, list, fact, mark: mark(identity) };
  const row: BenefitRow =
    data.fact === 'paid'
      ? { ...own, scheme: data.scheme, group: data.group, period: data.month, amount: data.amount }
      : { ...own, scheme: '', group: '', period: data.day, amount: 0 };
  return { row, name, chain, identity };
}
