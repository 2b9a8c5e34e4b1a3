import { computed, ref, shallowRef } from 'vue';
import type { Person } from '#shared/access/person.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { RecordBrief, RecordDetail } from '#shared/wire/records.ts';
import type { ToldRecord, ToldStore } from '../../commands/kept-told.ts';
import type { RecordsApi } from '../../http/records-api.ts';
import { openTelling } from './due-told.ts';

export type Answer = 'lives' | 'moved';
/** Homes whose people are asked for before they are opened, so that they open without a line. */
const ahead = 3;

export interface DueSetup {
  movedWhy: string;
  /** The kind of record that is gone through. */
  kind?: string;
  now?: () => number;
  /** Where acts outlive the page; none: they wait in it alone. */
  kept?: ToldStore;
}

/** The home that is open, with who is on record there and what was answered for each. */
function openHome(records: RecordsApi, kind: string) {
  const openId = ref<string | null>(null);
  const detail = shallowRef<RecordDetail | null>(null);
  const answers = ref<Record<string, Answer>>({});
  const fault = shallowRef<Refusal | null>(null);
  const known = new Map<string, RecordDetail>();
  const people = computed(() =>
    kind === 'dwelling' ? (detail.value?.related.filter((one) => one.kind === 'person') ?? []) : [],
  );
  async function look(id: string): Promise<RecordDetail | Refusal> {
    const answer = known.get(id) ?? (await records.open(id, 'confirm'));
    if (!isRefusal(answer)) known.set(id, answer);
    return answer;
  }
  return {
    openId,
    detail,
    answers,
    fault,
    people,
    isAnswered: computed(() => people.value.every(({ id }) => answers.value[id] !== undefined)),
    look,
    forget: (id: string): boolean => known.delete(id),
    /** False: another one was opened meanwhile, or none is. */
    async open(id: string | null): Promise<boolean> {
      [openId.value, detail.value, answers.value, fault.value] = [id, null, {}, null];
      if (id === null) return false;
      const answer = await look(id);
      if (openId.value !== id) return false;
      if (isRefusal(answer)) fault.value = answer;
      else detail.value = answer;
      return true;
    },
    /** What was done there, by the answers. */
    told(at: number): ToldRecord[] {
      return people.value.map(({ id }) => ({
        id,
        act: answers.value[id] === 'moved' ? 'moved' : 'confirmed',
        at,
      }));
    },
  };
}

/**
 * The records of the own grid that nobody has made sure of for too long, and the one that is open with who is on record there. A home is
 * finished by an answer for each and one tap: those who live there are confirmed, those who moved end, and the home is confirmed.
 * Without a line what was done waits on the device, and is sent with its instant when there is one.
 */
export function openDueList(records: RecordsApi, person: Person, setup: DueSetup) {
  const { movedWhy, kind = 'dwelling', now = Date.now, kept } = setup;
  const rows = shallowRef<readonly RecordBrief[]>([]);
  const [all, due, days, done] = [ref(0), ref(0), ref(30), ref(0)];
  const state = ref<'loading' | 'here' | 'no-grid'>(person.grids.length > 0 ? 'loading' : 'no-grid');
  const busy = ref(false);
  const { look, forget, told, open: openHomeOf, ...home } = openHome(records, kind);
  const { fault, openId, detail, isAnswered } = home;
  const { waiting, load, tell, flush } = openTelling({ records, movedWhy, kept });

  async function read(): Promise<void> {
    const [grid] = person.grids;
    if (grid === undefined) return;
    await load();
    await flush();
    const answer = await records.due(grid, kind);
    state.value = 'here';
    fault.value = isRefusal(answer) ? answer : null;
    if (isRefusal(answer)) return;
    const untold = new Set(waiting.value.map(({ id }) => id));
    rows.value = answer.records.filter(({ id }) => !untold.has(id));
    [all.value, due.value, days.value] = [answer.all, answer.due, answer.rhythmDays ?? 30];
  }
  async function open(id: string | null): Promise<void> {
    if (!(await openHomeOf(id)) || kind !== 'dwelling') return;
    const at = rows.value.findIndex((row) => row.id === id);
    for (const row of rows.value.slice(at + 1, at + 1 + ahead)) await look(row.id);
  }
  /** What was done before something failed stays done; the same tap goes on. */
  async function finish(): Promise<void> {
    const { value: opened } = detail;
    if (!opened || !isAnswered.value) return;
    const at = now();
    busy.value = true;
    fault.value = await tell([...told(at), { id: opened.id, act: 'confirmed', at }]);
    busy.value = false;
    if (fault.value === null) await next(opened.id);
  }
  async function next(id: string): Promise<void> {
    const at = rows.value.findIndex((row) => row.id === id);
    rows.value = rows.value.filter((row) => row.id !== id);
    due.value -= 1;
    done.value += 1;
    forget(id);
    if (rows.value.length === 0 && waiting.value.length === 0) await read();
    await open(rows.value[Math.min(at, rows.value.length - 1)]?.id ?? null);
  }
  /** Somebody was there and nobody opened: the home stays due. */
  async function nobodyIn(): Promise<void> {
    if (openId.value === null) return;
    fault.value = await tell([{ id: openId.value, act: 'visited', at: now() }]);
    if (fault.value === null) await open(null);
  }
  return { rows, all, due, days, done, state, busy, ...home, waiting, read, open, finish, flush, nobodyIn };
}
