import { seesAll } from '#shared/access/scope.ts';
import { refuse } from '#shared/kernel/refusal.ts';
import { sheetsOf } from '#shared/watch/evolve.ts';
import { isWatchFact, watchNumber, type Sheet } from '#shared/watch/watch.ts';
import { sheetList, sheetQuery, type SheetList } from '#shared/wire/watch.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import type { Ledger, LedgerEntry } from '../../ports.ts';
import { forWho, type Route } from '../route.ts';

/** Entries read at a time: roster lines and steps stand between the sheets. */
const stretch = 200;

/** The hand-over sheets of the past, as the ledger has them. */
export function handOverRoutes(ports: { ledger: Pick<Ledger, 'readLast'> }): Route[] {
  return [
    forWho('write-hand-over', {
      method: 'get',
      path: '/watch/sheets',
      tag: 'watch',
      summary: 'Hand-over sheets with both signatures, newest first',
      query: sheetQuery,
      answer: sheetList,
      handle: ({ pack, person, query }) =>
        seesAll(person) ? readSheets(ports.ledger, pack, query) : refuse('forbidden', 'watch-whole-only'),
    }),
  ];
}

/** Reads back from the sheet numbered `before`, which says whether it replaced the one ahead of it, until enough are found. */
async function readSheets(
  ledger: Pick<Ledger, 'readLast'>,
  { id, pack }: LoadedPack,
  { before, limit }: { before: number; limit: number },
): Promise<SheetList> {
  let entries: LedgerEntry[] = [];
  let sheets: Sheet[] = [];
  for (let from = before + 1; ;) {
    const more = await ledger.readLast(id, watchNumber(pack.identity.code), from, stretch);
    entries = [...more, ...entries];
    sheets = sheetsOf(entries.flatMap(({ fact, ...rest }) => (isWatchFact(fact) ? [{ ...rest, fact }] : [])))
      .filter(({ number }) => number < before)
      .reverse();
    from = more[0]?.version ?? 1;
    if (more.length < stretch || sheets.length > limit) break;
  }
  const shown = sheets.slice(0, limit);
  return { sheets: shown, next: sheets.length > limit ? (shown.at(-1)?.number ?? null) : null };
}
