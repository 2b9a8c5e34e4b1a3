import type { Person } from '#shared/access/person.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/history.ts';
import { nothing } from '#shared/wire/people.ts';
import { fieldsOf, type History } from '../../history/history.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import type { HistoryHead } from '../../storage/record/history-store.ts';
import { forWho, type Route } from '../route.ts';

const tag = 'history';
const mostListed = 50;

/** Histories of matters: brought in parts, tried, written by a job. */
export function historyRoutes({ history }: { history: History }): Route[] {
  return [...bringRoutes(history), ...lookRoutes(history), ...writeRoutes(history)];
}

/** A sheet of the own jurisdiction. A history is of the whole of it: whoever is bounded to a part of its grids brings none. */
async function sheetOf(
  { store }: History,
  person: Person,
  id: string | undefined,
): Promise<HistoryHead | Refusal> {
  const bounded = boundOf(person);
  if (bounded) return bounded;
  return (await store.find(person.jurisdiction, id ?? '')) ?? refuse('unknown', 'sheet-unknown', 'id');
}
const boundOf = ({ grids }: Person): Refusal | null =>
  grids.length > 0 ? refuse('forbidden', 'history-of-whole') : null;

async function told({ store }: History, head: HistoryHead) {
  const { here, done, doubts, verdicts, faults } = await store.counts(head.id);
  const { new: made = 0, same = 0, refused = 0 } = verdicts;
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
    counts: { new: made, same, refused, doubts, done },
    faults,
  };
}

function bringRoutes(history: History): Route[] {
  return [
    forWho('configure', {
      method: 'post',
      path: '/histories',
      tag,
      summary: 'A sheet of matters that is about to come',
      body: wire.newHistory,
      answer: wire.historyImport,
      async handle({ person, body }) {
        const bounded = boundOf(person);
        if (bounded) return bounded;
        const head = await sheetOf(history, person, await history.begin(person, body));
        return isRefusal(head) ? head : told(history, head);
      },
    }),
    forWho('configure', {
      method: 'post',
      path: '/histories/:id/rows',
      tag,
      summary: 'Some rows of it, or rows that were mended',
      sheet: true,
      body: wire.historyRows,
      answer: wire.historyImport,
      async handle({ person, params, body }) {
        const head = await sheetOf(history, person, params['id']);
        if (isRefusal(head)) return head;
        const mayNot = await history.putRows(head, body.from, body.rows);
        return mayNot ?? told(history, { ...head, state: 'filling' });
      },
    }),
    forWho('configure', {
      method: 'patch',
      path: '/histories/:id',
      tag,
      summary: 'What its columns are, told anew',
      body: wire.historyFieldsTold,
      answer: wire.historyImport,
      async handle({ person, params, body }) {
        const head = await sheetOf(history, person, params['id']);
        if (isRefusal(head)) return head;
        const mayNot = await history.remap(head, body.fields);
        if (mayNot) return mayNot;
        const after = await sheetOf(history, person, head.id);
        return isRefusal(after) ? after : told(history, after);
      },
    }),
  ];
}

function lookRoutes(history: History): Route[] {
  return [
    forWho('configure', {
      method: 'get',
      path: '/histories',
      tag,
      summary: 'Sheets of matters of the last 30 days, newest first',
      answer: wire.historyList,
      async handle({ person }) {
        const heads = await history.store.list(person.jurisdiction, mostListed);
        return boundOf(person) ?? Promise.all(heads.map((head) => told(history, head)));
      },
    }),
    forWho('configure', {
      method: 'get',
      path: '/histories/:id',
      tag,
      summary: 'Where a sheet stands',
      answer: wire.historyImport,
      async handle({ person, params }) {
        const head = await sheetOf(history, person, params['id']);
        return isRefusal(head) ? head : told(history, head);
      },
    }),
    forWho('configure', {
      method: 'get',
      path: '/histories/:id/rows',
      tag,
      summary: 'Its rows, with every cell at fault',
      query: wire.historyRowQuery,
      answer: wire.historyRowPage,
      async handle({ person, params, query: { verdict, ...query } }) {
        const head = await sheetOf(history, person, params['id']);
        if (isRefusal(head)) return head;
        const page = await history.store.page(head.id, { ...query, ...(verdict && { verdict }) });
        const rows = page.rows.map(({ no, cells, verdict: found, incident, done, told: kept }) => {
          const { faults = [], doubts = [] } = (kept ?? {}) as Partial<Record<string, unknown[]>>;
          return { no, cells, verdict: found, incident, faults, doubts, done };
        });
        return { rows, total: page.total };
      },
    }),
  ];
}

function writeRoutes(history: History): Route[] {
  const act = (
    path: 'trial' | 'commit',
    summary: string,
    work: (pack: LoadedPack, head: HistoryHead) => Promise<Refusal | null>,
  ): Route =>
    forWho('configure', {
      method: 'post',
      path: `/histories/:id/${path}`,
      tag,
      summary,
      body: nothing,
      answer: wire.historyImport,
      async handle({ person, pack, params }) {
        const head = await sheetOf(history, person, params['id']);
        if (isRefusal(head)) return head;
        const mayNot = await work(pack, head);
        if (mayNot) return mayNot;
        const after = await sheetOf(history, person, head.id);
        return isRefusal(after) ? after : told(history, after);
      },
    });
  return [
    act('trial', 'Judges every row; nothing is written', (pack, head) => history.trial(pack, head)),
    act('commit', 'Begins to write what was tried, or goes on; it is written once', (_, head) =>
      history.commit(head),
    ),
  ];
}
