import { appendFile, mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { anchorLine, readAnchorText, type Anchor } from '#shared/ledger/anchor.ts';
import { groupBy } from '#shared/kernel/group-by.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { Log } from '../log.ts';
import { openWorks, type Works } from '../works.ts';
import type { Database } from '../storage/database.ts';
import { readAnchors, writeAnchor } from '../storage/record/ledger-store.ts';

/** Writes down where a ledger stands. */
export type AnchorLedger = (jurisdiction: string, at: number) => Promise<void>;

/**
 * Anchors are written three times: into the database, where they close the ninth ring of the incidents that they cover; into
 * the log; and into `<folder>/<jurisdiction>/<yyyy-mm>.jsonl`, for a backup elsewhere to take. Whoever changes an anchored entry
 * must change all three, and what was taken elsewhere is out of reach.
 */
export function openAnchors(
  database: Database,
  folder: string,
  log: Log,
  works: Works = openWorks({ log }),
): AnchorLedger {
  return async (jurisdiction, at) => {
    const made = await writeAnchor(database, jurisdiction, at);
    if (made) log.info({ jurisdiction, seq: made.seq, hash: made.hash }, 'ledger anchored');
    const anchors = await readAnchors(database, jurisdiction);
    // A full disk must not stop the clocks; the next time writes what is missing.
    const write = async (): Promise<void> => {
      const lost = await exportAnchors(
        path.join(folder, jurisdiction),
        anchors.map((anchor) => ({ jurisdiction, ...anchor })),
      );
      for (const { seq } of lost)
        log.error({ jurisdiction, seq }, 'ledger anchor differs from its exported copy');
    };
    await works.round('exporting ledger anchors', write, jurisdiction);
  };
}

/** Adds to the files of a folder the anchors that are not there yet; what is there is never touched. The answer is what disagrees. */
export async function exportAnchors(folder: string, anchors: readonly Anchor[]): Promise<Anchor[]> {
  await mkdir(folder, { recursive: true });
  const kept = new Map((await readAnchorFiles(folder)).map((anchor) => [anchor.seq, anchor]));
  const fresh = anchors.filter(({ seq }) => !kept.has(seq));
  for (const [month, lines] of groupBy(fresh, ({ at }) => new Date(at).toISOString().slice(0, 7)))
    await appendFile(
      path.join(folder, `${month}.jsonl`),
      lines.map((one) => `${anchorLine(one)}\n`).join(''),
    );
  return anchors.filter(({ seq, hash }) => (kept.get(seq)?.hash ?? hash) !== hash);
}

/** The anchors of a file, or of all `.jsonl` files in a folder and below it. Throws with the place of what is none. */
export async function readAnchorFiles(place: string): Promise<Anchor[]> {
  const names = await readdir(place, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return null;
    throw error;
  });
  const files = names
    ? names
        .filter((name) => name.endsWith('.jsonl'))
        .sort()
        .map((name) => path.join(place, name))
    : [place];
  const read = await Promise.all(
    files.map(async (file) => {
      const anchors = readAnchorText(await readFile(file, 'utf8'));
      if (isRefusal(anchors)) throw new Error(`${file}: ${anchors.reason}`);
      return anchors;
    }),
  );
  return read.flat();
}
