import type { Capability } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { nothing, type AnySheetWire } from '#shared/wire/sheets.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import type { openSheetJobs } from '../../sheets/sheet-jobs.ts';
import type { SheetHead, SheetRow, SheetStore } from '../../storage/sheet-store.ts';
import { forWho, type Route } from '../route.ts';

type Jobs<H extends SheetHead> = ReturnType<typeof openSheetJobs<H>>;
/** A kind of sheet that is brought over HTTP. */
export interface SheetKind<H extends SheetHead, R extends SheetRow> {
  who: Capability;
  /** Below the jurisdiction: `/imports`. */
  path: string;
  tag: string;
  /** What its rows are, in the documents: `people`. */
  of: string;
  wire: AnySheetWire;
  sheets: Jobs<H> & { store: SheetStore<H, R> };
  /** Rows may be of more than an ordinary body. */
  large?: boolean;
  trial(asked: { person: Person; pack: LoadedPack }, head: H): Promise<Refusal | null>;
  /** Why somebody may have nothing to do with sheets of this kind. */
  bars?(person: Person): Refusal | null;
  /** Why somebody may not look at a sheet, or change it. */
  guards?(person: Person, head: H, how: 'look' | 'change'): Refusal | null;
  /** What its columns are. */
  fieldsOf(head: H): (string | null)[];
  /** A row as it is told, beside what every kind tells. */
  rowOf(row: R, told: Partial<Record<string, unknown[]>>): object;
}
type Looks<H> = (person: Person, id: string | undefined, how: 'look' | 'change') => Promise<H | Refusal>;
interface Desk<H extends SheetHead, R extends SheetRow> extends SheetKind<H, R> {
  /** A sheet of the own jurisdiction. */
  find: Looks<H>;
  told(head: H): Promise<object>;
}
const mostListed = 50;

/** Sheets of a kind: brought in parts, tried, written by a job. */
export function sheetRoutes<H extends SheetHead, R extends SheetRow>(kind: SheetKind<H, R>): Route[] {
  const find: Looks<H> = async (person, id, how) => {
    const barred = kind.bars?.(person);
    if (barred) return barred;
    const head = await kind.sheets.store.find(person.jurisdiction, id ?? '');
    return head ? (kind.guards?.(person, head, how) ?? head) : refuse('unknown', 'sheet-unknown', 'id');
  };
  const desk = { ...kind, find, told: (head: H) => tellHead(kind, head) };
  return [...bringRoutes(desk), ...lookRoutes(desk), ...writeRoutes(desk)];
}

/** A sheet with what was found in it: `counts` has each verdict of its kind. */
async function tellHead<H extends SheetHead, R extends SheetRow>(
  { wire, sheets, fieldsOf }: SheetKind<H, R>,
  head: H,
): Promise<object> {
  const { here, done, doubts, verdicts, faults } = await sheets.store.counts(head.id);
  return {
    id: head.id,
    file: head.file,
    sheet: head.sheet,
    heads: head.heads,
    fields: fieldsOf(head),
    rows: head.rows,
    here,
    state: head.state,
    by: head.made_name,
    madeAt: head.made_at,
    finishedAt: head.finished_at,
    error: head.error,
    counts: {
      ...Object.fromEntries(wire.verdicts.map((verdict) => [verdict, verdicts[verdict] ?? 0])),
      doubts,
      done,
    },
    faults,
  };
}

function bringRoutes<H extends SheetHead, R extends SheetRow>(desk: Desk<H, R>): Route[] {
  const { who, path, tag, of, wire, sheets, find, told, large = false } = desk;
  return [
    forWho(who, {
      method: 'post',
      path,
      tag,
      summary: `A sheet of ${of} that is about to come`,
      body: wire.begin,
      answer: wire.one,
      async handle({ person, body }) {
        const barred = desk.bars?.(person);
        if (barred) return barred;
        const head = await find(person, await sheets.begin(person, body), 'look');
        return isRefusal(head) ? head : told(head);
      },
    }),
    forWho(who, {
      method: 'post',
      path: `${path}/:id/rows`,
      tag,
      summary: 'Some rows of it, or rows that were mended',
      ...(large && { sheet: true }),
      body: wire.rows,
      answer: wire.one,
      async handle({ person, params, body }) {
        const head = await find(person, params['id'], 'change');
        if (isRefusal(head)) return head;
        const mayNot = await sheets.putRows(head, body.from, body.rows);
        return mayNot ?? told({ ...head, state: 'filling' });
      },
    }),
    forWho(who, {
      method: 'patch',
      path: `${path}/:id`,
      tag,
      summary: 'What its columns are, told anew',
      body: wire.remap,
      answer: wire.one,
      async handle({ person, params, body }) {
        const head = await find(person, params['id'], 'change');
        if (isRefusal(head)) return head;
        const mayNot = await sheets.remap(head, body.fields);
        if (mayNot) return mayNot;
        const after = await find(person, head.id, 'look');
        return isRefusal(after) ? after : told(after);
      },
    }),
  ];
}

function lookRoutes<H extends SheetHead, R extends SheetRow>(desk: Desk<H, R>): Route[] {
  const { who, path, tag, of, wire, sheets, find, told } = desk;
  return [
    forWho(who, {
      method: 'get',
      path,
      tag,
      summary: `Sheets of ${of} of the last 30 days, newest first`,
      answer: wire.list,
      async handle({ person }) {
        const barred = desk.bars?.(person);
        if (barred) return barred;
        const heads = await sheets.store.list(person.jurisdiction, mostListed);
        return Promise.all(heads.filter((head) => !desk.guards?.(person, head, 'look')).map(told));
      },
    }),
    forWho(who, {
      method: 'get',
      path: `${path}/:id`,
      tag,
      summary: 'Where a sheet stands',
      answer: wire.one,
      async handle({ person, params }) {
        const head = await find(person, params['id'], 'look');
        return isRefusal(head) ? head : told(head);
      },
    }),
    forWho(who, {
      method: 'get',
      path: `${path}/:id/rows`,
      tag,
      summary: 'Its rows, with every cell at fault',
      query: wire.rowQuery,
      answer: wire.rowPage,
      async handle({ person, params, query }) {
        const head = await find(person, params['id'], 'look');
        if (isRefusal(head)) return head;
        const { rows, total } = await sheets.store.page(head.id, query);
        return { rows: rows.map((row) => tellRow(desk, row)), total };
      },
    }),
  ];
}

function tellRow<H extends SheetHead, R extends SheetRow>({ rowOf }: SheetKind<H, R>, row: R): object {
  const kept = (row.told ?? {}) as Partial<Record<string, unknown[]>>;
  const { no, cells, verdict, done } = row;
  const { faults = [], doubts = [] } = kept;
  return { no, cells, verdict, faults, doubts, done, ...rowOf(row, kept) };
}

function writeRoutes<H extends SheetHead, R extends SheetRow>(desk: Desk<H, R>): Route[] {
  const { who, path, tag, wire, find, told } = desk;
  const act = (name: 'trial' | 'commit', summary: string, work: typeof desk.trial): Route =>
    forWho(who, {
      method: 'post',
      path: `${path}/:id/${name}`,
      tag,
      summary,
      body: nothing,
      answer: wire.one,
      async handle({ person, pack, params }) {
        const head = await find(person, params['id'], 'change');
        if (isRefusal(head)) return head;
        const mayNot = await work({ person, pack }, head);
        if (mayNot) return mayNot;
        const after = await find(person, head.id, 'look');
        return isRefusal(after) ? after : told(after);
      },
    });
  return [
    act('trial', 'Judges every row; nothing is written', desk.trial),
    act('commit', 'Begins to write what was tried, or goes on; it is written once', (_, head) =>
      desk.sheets.commit(head),
    ),
  ];
}
