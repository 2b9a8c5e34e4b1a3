import { computed, ref, shallowRef } from 'vue';
import type { Person } from '#shared/access/person.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { RecordBrief, RecordDetail } from '#shared/wire/records.ts';
import type { RecordsApi } from '../../http/records-api.ts';

export type Answer = 'lives' | 'moved';

/**
 * The homes of the own grid that nobody has made sure of for too long, and the one that is open with who is on record there. A home is
 * finished by an answer for each and one tap: those who live there are confirmed, those who moved end, and the home is confirmed.
 */
export function openDueList(records: RecordsApi, person: Person, movedWhy: string) {
  const rows = shallowRef<readonly RecordBrief[]>([]);
  const [all, due, days, done] = [ref(0), ref(0), ref(30), ref(0)];
  const state = ref<'loading' | 'here' | 'no-grid'>(person.grids.length > 0 ? 'loading' : 'no-grid');
  const fault = shallowRef<Refusal | null>(null);
  const openId = ref<string | null>(null);
  const detail = shallowRef<RecordDetail | null>(null);
  const answers = ref<Record<string, Answer>>({});
  const busy = ref(false);

  const people = computed(() => detail.value?.related.filter(({ kind }) => kind === 'person') ?? []);
  const isAnswered = computed(() => people.value.every(({ id }) => answers.value[id] !== undefined));

  async function read(): Promise<void> {
    const [grid] = person.grids;
    if (grid === undefined) return;
    const answer = await records.due(grid, 'dwelling');
    state.value = 'here';
    fault.value = isRefusal(answer) ? answer : null;
    if (isRefusal(answer)) return;
    rows.value = answer.records;
    [all.value, due.value, days.value] = [answer.all, answer.due, answer.rhythmDays ?? 30];
  }
  async function open(id: string | null): Promise<void> {
    [openId.value, detail.value, answers.value, fault.value] = [id, null, {}, null];
    if (id === null) return;
    const answer = await records.open(id, 'confirm');
    if (openId.value !== id) return;
    if (isRefusal(answer)) fault.value = answer;
    else detail.value = answer;
  }
  /** What was done before something failed stays done; the same tap goes on. */
  async function finish(): Promise<void> {
    const home = detail.value;
    if (!home || !isAnswered.value) return;
    busy.value = true;
    fault.value = await saveAll(home);
    busy.value = false;
    if (fault.value === null) await next(home.id);
  }
  async function saveAll(home: RecordDetail): Promise<Refusal | null> {
    for (const { id } of people.value) {
      const failed = answers.value[id] === 'moved' ? await endOf(id) : await say(id, 'confirmed');
      if (failed && failed.code !== 'not-now') return failed;
    }
    return say(home.id, 'confirmed');
  }
  async function say(id: string, act: 'confirmed' | 'visited'): Promise<Refusal | null> {
    const answer = await records.confirm(id, { act });
    return isRefusal(answer) ? answer : null;
  }
  async function endOf(id: string): Promise<Refusal | null> {
    const found = await records.open(id, 'confirm');
    if (isRefusal(found)) return found;
    if (found.endedAt !== null) return null;
    const { version } = found;
    const answer = await records.correct(id, { version, why: movedWhy, ended: true, purpose: 'confirm' });
    return isRefusal(answer) ? answer : null;
  }
  async function next(id: string): Promise<void> {
    const at = rows.value.findIndex((row) => row.id === id);
    rows.value = rows.value.filter((row) => row.id !== id);
    due.value -= 1;
    done.value += 1;
    if (rows.value.length === 0) await read();
    await open(rows.value[Math.min(at, rows.value.length - 1)]?.id ?? null);
  }
  return {
    rows,
    all,
    due,
    days,
    done,
    state,
    fault,
    openId,
    detail,
    people,
    answers,
    isAnswered,
    busy,
    read,
    open,
    finish,
    /** Somebody was there and nobody opened: the home stays due. */
    async nobodyIn(): Promise<void> {
      if (openId.value === null) return;
      fault.value = await say(openId.value, 'visited');
      if (fault.value === null) await open(null);
    },
  };
}
