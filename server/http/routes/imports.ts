import type { Person } from '#shared/access/person.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/people.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import { fieldsOf, type Imports } from '../../access/people-import.ts';
import type { ImportHead, ImportRowKept } from '../../storage/access/import-store.ts';
import { forWho, type Route } from '../route.ts';

const tag = 'people';
const none = refuse('unknown', 'sheet-unknown', 'id');
const mostListed = 50;

/** Sheets of people: brought in parts, tried, written by a job. */
export function importRoutes({ imports }: { imports: Imports }): Route[] {
  return [...bringRoutes(imports), ...lookRoutes(imports), ...writeRoutes(imports)];
}

/** A sheet of the own jurisdiction that one brought, or that one of the whole jurisdiction looks at. */
async function sheetOf(
  { store }: Imports,
  person: Person,
  id: string | undefined,
  how: 'look' | 'change',
): Promise<ImportHead | Refusal> {
  const head = await store.find(person.jurisdiction, id ?? '');
  if (!head) return none;
  if (head.made_by === person.id) return head;
  if (person.grids.length > 0) return none;
  return how === 'look' ? head : refuse('forbidden', 'sheet-of-bringer');
}

async function told({ store }: Imports, head: ImportHead) {
  const { here, done, doubts, verdicts, faults } = await store.counts(head.id);
  const count = (verdict: string): number => verdicts[verdict] ?? 0;
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
    faults,
    counts: {
      new: count('new'),
      change: count('change'),
      same: count('same'),
      leave: count('leave'),
      refused: count('refused'),
      doubts,
      done,
    },
  };
}

function bringRoutes(imports: Imports): Route[] {
  return [
    forWho('keep-people', {
      method: 'post',
      path: '/imports',
      tag,
      summary: 'A sheet of people that is about to come',
      body: wire.newImport,
      answer: wire.peopleImport,
      async handle({ person, body }) {
        const id = await imports.begin(person, body);
        const head = await sheetOf(imports, person, id, 'look');
        return isRefusal(head) ? head : told(imports, head);
      },
    }),
    forWho('keep-people', {
      method: 'post',
      path: '/imports/:id/rows',
      tag,
      summary: 'Some rows of it, or rows that were mended',
      body: wire.importRows,
      answer: wire.peopleImport,
      async handle({ person, params, body }) {
        const head = await sheetOf(imports, person, params['id'], 'change');
        if (isRefusal(head)) return head;
        const mayNot = await imports.putRows(head, body.from, body.rows);
        return mayNot ?? told(imports, { ...head, state: 'filling' });
      },
    }),
    forWho('keep-people', {
      method: 'patch',
      path: '/imports/:id',
      tag,
      summary: 'What its columns are, told anew',
      body: wire.importFields,
      answer: wire.peopleImport,
      async handle({ person, params, body }) {
        const head = await sheetOf(imports, person, params['id'], 'change');
        if (isRefusal(head)) return head;
        const mayNot = await imports.remap(head, body.fields);
        if (mayNot) return mayNot;
        const after = await sheetOf(imports, person, head.id, 'look');
        return isRefusal(after) ? after : told(imports, after);
      },
    }),
  ];
}

function lookRoutes(imports: Imports): Route[] {
  return [
    forWho('keep-people', {
      method: 'get',
      path: '/imports',
      tag,
      summary: 'Sheets of people of the last 30 days, newest first',
      answer: wire.importList,
      async handle({ person }) {
        const heads = await imports.store.list(person.jurisdiction, mostListed);
        const seen = heads.filter(({ made_by }) => made_by === person.id || person.grids.length === 0);
        return Promise.all(seen.map((head) => told(imports, head)));
      },
    }),
    forWho('keep-people', {
      method: 'get',
      path: '/imports/:id',
      tag,
      summary: 'Where a sheet stands',
      answer: wire.peopleImport,
      async handle({ person, params }) {
        const head = await sheetOf(imports, person, params['id'], 'look');
        return isRefusal(head) ? head : told(imports, head);
      },
    }),
    forWho('keep-people', {
      method: 'get',
      path: '/imports/:id/rows',
      tag,
      summary: 'Its rows, with every cell at fault',
      query: wire.importRowQuery,
      answer: wire.importRowPage,
      async handle({ person, params, query }) {
        const head = await sheetOf(imports, person, params['id'], 'look');
        if (isRefusal(head)) return head;
        const { rows, total } = await imports.store.page(head.id, query);
        return { rows: rows.map(rowOf), total };
      },
    }),
  ];
}

function rowOf({ no, cells, verdict, login, done, told: kept }: ImportRowKept) {
  const { faults = [], doubts = [], changes = [] } = (kept ?? {}) as Partial<Record<string, unknown[]>>;
  return { no, cells, verdict, login, faults, doubts, changes, done };
}

function writeRoutes(imports: Imports): Route[] {
  const act = (
    path: 'trial' | 'commit',
    summary: string,
    work: (asked: { person: Person; pack: LoadedPack }, head: ImportHead) => Promise<Refusal | null>,
  ): Route =>
    forWho('keep-people', {
      method: 'post',
      path: `/imports/:id/${path}`,
      tag,
      summary,
      body: wire.nothing,
      answer: wire.peopleImport,
      async handle({ person, pack, params }) {
        const head = await sheetOf(imports, person, params['id'], 'change');
        if (isRefusal(head)) return head;
        const mayNot = await work({ person, pack }, head);
        if (mayNot) return mayNot;
        const after = await sheetOf(imports, person, head.id, 'look');
        return isRefusal(after) ? after : told(imports, after);
      },
    });
  return [
    act('trial', 'Judges every row; nothing is written', ({ person, pack }, head) =>
      imports.trial(person, pack, head),
    ),
    act('commit', 'Begins to write what was tried, or goes on; it is written once', (_, head) =>
      imports.commit(head),
    ),
  ];
}
