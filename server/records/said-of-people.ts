import type { BenefitRow } from '#shared/incident/benefit.ts';
import { aidGroup, exclusiveAid } from '#shared/incident/benefit.ts';
import { bareNumber } from '#shared/record/find.ts';
import type { WorldQueries } from '../storage/world/world-queries.ts';
import type { FoundRow } from '../storage/world/world-row.ts';
import type { Sealing } from './sealing.ts';
import { kindIn, type Showing } from './showing.ts';

/** Under which name records stand beside the lists of other systems. */
const list = '人口档案';
const recordsOfOne = 4;

/**
 * What the county's own records of people say that lists are held against: that somebody has died, and which aid somebody draws. Found by
 * keyed hashes of the numbers that a list brings along, records that ended with a death as well; nothing of it is shown to anybody, but as
 * the other side of a contradiction.
 */
export function openSaidOfPeople(ports: {
  sealing: Pick<Sealing, 'keyOf' | 'markOf'>;
  queries: Pick<WorldQueries, 'find' | 'read'>;
  showing: Pick<Showing, 'valuesOf'>;
}) {
  const { sealing, queries, showing } = ports;

  function rowsOf(jurisdiction: string, record: FoundRow, asked: ReadonlySet<string>): BenefitRow[] {
    const kind = kindIn(record);
    const values = kind.id === 'person' ? showing.valuesOf(jurisdiction, record) : {};
    const identity = bareNumber(String(values['identity'] ?? ''));
    // A key has 32 bits: two people may have one.
    if (!asked.has(identity)) return [];
    const mark = sealing.markOf(jurisdiction, identity);
    const row = { mark, id: record.id, list, scheme: '', group: '', period: '', amount: 0 };
    const { died, aid } = values;
    const scheme = record.endedAt === null ? exclusiveAid.find((one) => one === aid) : undefined;
    return [
      ...(typeof died === 'string' && died !== '' ? [{ ...row, fact: 'died' as const, period: died }] : []),
      ...(scheme ? [{ ...row, fact: 'drawn' as const, scheme, group: aidGroup }] : []),
    ];
  }

  return async (jurisdiction: string, identities: readonly string[]): Promise<BenefitRow[]> => {
    const asked = new Set(identities.map(bareNumber));
    if (asked.size === 0) return [];
    const scope = [...asked].flatMap((one) => [`n:${one}`, `d:${one}`]);
    const keys = scope.map((key) => sealing.keyOf(jurisdiction, key));
    const found = await queries.find({ all: [], ways: [], scope: keys }, recordsOfOne * asked.size);
    const records = await queries.read(
      jurisdiction,
      found.map(({ id }) => id),
    );
    return records.flatMap((record) => rowsOf(jurisdiction, record, asked));
  };
}
