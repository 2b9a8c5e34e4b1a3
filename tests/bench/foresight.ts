import { atOnce, beats, type KnownMatter, type Score } from '#shared/foresight/matter.ts';
import { scoresFrom } from '#shared/foresight/scores.ts';
import { groundOf } from '../../server/foresight/ground.ts';
import { columnsOf } from '../../server/commands/columns-of.ts';
import { noHash } from '../../server/ledger/chain.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { packFolders } from '../../server/packs/folders.ts';
import { loadPacks } from '../../server/packs/load.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import { makePast } from '../../server/past/past.ts';
import type { BenchResult } from './result.ts';

const county = process.env['COUNTY_ID'] ?? 'longgang';
const days = Number(process.env['DAYS'] ?? 60);
const now = Date.parse('2026-11-22T12:00:00+08:00');

/**
 * Models on the record's own matters, each on the last fifth of a demo county's past that it did not learn from, beside the best
 * trivial guess. `ours` is how many of the four beat theirs.
 */
export async function run(): Promise<BenchResult> {
  const [pack] = await loadPacks({ ...packFolders(), only: [county] });
  const matters = mattersOf(must(pack, county));
  const scores = scoresOf(must(pack, county), matters);
  return {
    name: 'foresight',
    ours: Object.values(scores).filter(beats).length,
    limit: Object.keys(scores).length,
    ratio: null,
    unit: 'models that beat a trivial guess',
    n: matters.length,
    detail: scores,
  };
}

/** The matters of a demo past, told into nothing. */
function mattersOf(pack: LoadedPack): KnownMatter[] {
  const past = makePast({
    ...{ pack, now, days, seed: 20261122, scale: 1, head: () => noHash },
    refused: () => undefined,
    progress: () => undefined,
  });
  // The past is told as it is read.
  void [...past.entries];
  return past
    .end()
    .incidents.map((incident) => ({ id: incident.id, ...columnsOf(pack, incident) }))
    .filter(({ counted }) => counted)
    .map((row) => ({
      ...{ id: row.id, item: row.item, source: row.source, lead: row.lead, urgent: row.urgent },
      ...{
        town: row.l1,
        cell: row.l2,
        reportedAt: row.reported_at,
        dueAt: row.due_at,
        closedAt: row.closed_at,
      },
      late: row.closed_at === null ? row.due_at <= now : row.on_time === false,
    }));
}

function scoresOf(pack: LoadedPack, matters: readonly KnownMatter[]): Record<string, Score> {
  return atOnce(scoresFrom(groundOf(pack), matters, { from: now - days * dayMs, now }));
}
