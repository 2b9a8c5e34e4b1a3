import { creditOf, type CreditGrade } from '#shared/record/credit.ts';
import { bareNumber } from '#shared/record/find.ts';
import type { InspectionObject } from '#shared/pack/inspection.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { WorldQueries } from '../storage/world/world-queries.ts';
import type { CreditEntries } from './credit-entries.ts';
import type { Sealing } from './sealing.ts';

const mostFound = 20_000;

/** A place to be inspected as the record of its firm or organisation and the grade of that. */
export interface GradedLot {
  record: string;
  grade: CreditGrade;
}
export type LotGrades = (
  pack: LoadedPack,
  objects: readonly InspectionObject[],
  at: number,
) => Promise<ReadonlyMap<string, GradedLot>>;

/** Grades of what a draw is from at an instant, by the published formula; what is on no record has none. */
export function openLotGrades(ports: {
  sealing: Pick<Sealing, 'keyOf'>;
  queries: Pick<WorldQueries, 'find' | 'read'>;
  entries: CreditEntries;
}): LotGrades {
  const { sealing, queries, entries } = ports;
  return async (pack, objects, at) => {
    const coded = objects.flatMap(({ id, code }) => (code === undefined ? [] : [{ id, code }]));
    if (coded.length === 0) return new Map();
    const keys = coded.map(({ code }) => sealing.keyOf(pack.id, `n:${bareNumber(code)}`));
    const found = await queries.find({ all: [], ways: [], scope: keys }, mostFound);
    const rows = await queries.read(
      pack.id,
      found.filter(({ kind }) => kind === 'firm' || kind === 'organisation').map((one) => one.id),
    );
    const byCode = new Map(
      rows.flatMap(({ id, open, endedAt }) =>
        endedAt === null ? [[String(open['code']), id] as const] : [],
      ),
    );
    const known = coded.flatMap(({ id, code }) => {
      const record = byCode.get(code);
      return record === undefined ? [] : [{ id, record }];
    });
    const dossiers = await entries.of(
      pack,
      known.map(({ record }) => record),
    );
    return new Map(
      known.map(({ id, record }) => {
        const { grade } = creditOf(dossiers.get(record)?.entries ?? [], at);
        return [id, { record, grade }];
      }),
    );
  };
}
