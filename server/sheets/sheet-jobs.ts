import { setImmediate as breathe } from 'node:timers/promises';
import type { Person } from '#shared/access/person.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { Log } from '../log.ts';
import type { Packs } from '../packs/port.ts';
import type { JudgedRow, SheetHead, SheetRow, SheetStore } from '../storage/sheet-store.ts';

/** A sheet that is about to come; `fields`: what each column is, null: none of ours. */
export interface NewSheet {
  file: string;
  sheet: string;
  heads: string[];
  fields: (string | null)[];
  rows: number;
}
export interface SheetJobParts<H extends SheetHead> {
  store: SheetStore<H>;
  /** What its sheets are called in the log: `people`. */
  of: string;
  makeId(): string;
  packs: Pick<Packs, 'of' | 'serve'>;
  now(): number;
  log: Log;
  /** Why a sheet may not be written now, for now. */
  hinders?(head: H): Refusal | null;
  /** Writes what is left of a sheet, and says so at its end; whatever ends it, the next call goes on where it was. */
  write(head: H, isStopped: () => boolean): Promise<void>;
}

/** Rows judged before others have a turn. */
const slice = 500;
/** States in which a sheet may be changed. */
const open = ['filling', 'checked', 'stopped', 'done'];
const noMore = refuse('not-now', 'sheet-being-written');

/** Sheets of a kind: they come in parts, are tried without anything being written, and are then written by a job. */
export function openSheetJobs<H extends SheetHead>(parts: SheetJobParts<H>) {
  const { store, packs, log } = parts;
  const jobs = new Map<string, Promise<void>>();
  let stopped = false;

  function start(head: H): void {
    if (jobs.has(head.id)) return;
    const job = parts
      .write(head, () => stopped || !packs.of(head.jurisdiction))
      .catch(async (error: unknown) => {
        log.error({ err: error, import: head.id }, `import of ${parts.of} failed`);
        const why = error instanceof Error ? error.message : 'it could not be written';
        await store
          .move(head.id, ['running'], 'stopped', { error: why.slice(0, 300) })
          .catch(() => undefined);
      })
      .finally(() => jobs.delete(head.id));
    jobs.set(head.id, job);
  }
  const settled = async (): Promise<void> => void (await Promise.all(jobs.values()));
  return {
    ...bringing(parts),
    /** Begins to write, or goes on; a sheet that is written already is as it is. */
    async commit(head: H): Promise<Refusal | null> {
      if (head.state === 'filling') return refuse('not-now', 'sheet-try-first');
      const hindered = parts.hinders?.(head);
      if (hindered) return hindered;
      if (!(await store.move(head.id, ['checked', 'stopped'], 'running', { begun: parts.now() })))
        return null;
      const begun = await store.find(head.jurisdiction, head.id);
      if (begun) start(begun);
      return null;
    },
    /** Goes on, in each county that opens, with what was being written when the house went down. */
    follow: () =>
      packs.serve(async ({ id }) => {
        for (const head of await store.running(id)) start(head);
        return settled;
      }),
    /** Waits for what is being written now. */
    settled,
    stop(): Promise<void> {
      stopped = true;
      return settled();
    },
  };
}

/** How a sheet comes in. */
function bringing<H extends SheetHead>({ store, makeId, now }: SheetJobParts<H>) {
  const kept = (fields: readonly (string | null)[]): string[] => fields.map((one) => one ?? '');
  return {
    /** Its id. */
    async begin(person: Person, sheet: NewSheet): Promise<string> {
      const id = makeId();
      const made = { made_by: person.id, made_name: person.name, made_at: now() };
      await store.add({
        id,
        jurisdiction: person.jurisdiction,
        ...sheet,
        fields: kept(sheet.fields),
        ...made,
      });
      return id;
    },
    /** Takes rows in, or rows that were mended; those that are written stay as they are. */
    async putRows(head: H, from: number, rows: readonly (readonly string[])[]): Promise<Refusal | null> {
      if (!(await store.move(head.id, open, 'filling'))) return noMore;
      await store.putRows(head.id, from, rows);
      return null;
    },
    /** What the columns are, told anew; null is as good as done. */
    async remap(head: H, fields: readonly (string | null)[]): Promise<Refusal | null> {
      if (fields.length !== head.heads.length) return refuse('invalid', 'sheet-field-each-column', 'fields');
      return (await store.move(head.id, open, 'filling', { fields: kept(fields) })) ? null : noMore;
    },
  };
}

/**
 * Judges every row; nothing of it is written. `judge` is made when all rows are here and told some of them at a time, in their order.
 */
export async function tryRows<R extends SheetRow, K extends string>(
  store: Pick<SheetStore<SheetHead, R>, 'counts' | 'move' | 'rowsAfter'> & {
    setVerdicts(id: string, rows: readonly JudgedRow<K>[]): Promise<void>;
  },
  head: Pick<SheetHead, 'id' | 'rows'>,
  judge: () => Promise<(rows: readonly R[]) => JudgedRow<K>[] | Promise<JudgedRow<K>[]>>,
): Promise<Refusal | null> {
  const { here } = await store.counts(head.id);
  if (here < head.rows) return refuse('not-now', 'sheet-rows-missing', { count: head.rows - here }, 'rows');
  if (!(await store.move(head.id, open, 'filling'))) return noMore;
  const judged = await judge();
  for (let after = 0; ;) {
    const rows = await store.rowsAfter(head.id, after, slice);
    if (rows.length === 0) break;
    await store.setVerdicts(head.id, await judged(rows));
    after = rows.at(-1)?.no ?? after;
    await breathe();
  }
  return (await store.move(head.id, ['filling'], 'checked')) ? null : noMore;
}
