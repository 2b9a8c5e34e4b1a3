import { computed, ref, shallowRef } from 'vue';
import type { Person } from '#shared/access/person.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { RecordBrief, RecordDetail } from '#shared/wire/records.ts';
import type { ToldRecord, ToldStore } from '../../commands/kept-told.ts';
import { isUnreachable } from '../../http/call.ts';
import type { RecordsApi } from '../../http/records-api.ts';

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
  const fault = shallowRef<Refusal | null>(null);
  const openId = ref<string | null>(null);
  const detail = shallowRef<RecordDetail | null>(null);
  const answers = ref<Record<string, Answer>>({});
  const busy = ref(false);
  const waiting = shallowRef<readonly ToldRecord[]>([]);
  const known = new Map<string, RecordDetail>();

  const people = computed(() =>
    kind === 'dwelling' ? (detail.value?.related.filter((one) => one.kind === 'person') ?? []) : [],
  );
  const isAnswered = computed(() => people.value.every(({ id }) => answers.value[id] !== undefined));

  async function read(): Promise<void> {
    const [grid] = person.grids;
    if (grid === undefined) return;
    waiting.value = (await kept?.read().catch(() => [])) ?? waiting.value;
    await flush();
    const answer = await records.due(grid, kind);
    state.value = 'here';
    fault.value = isRefusal(answer) ? answer : null;
    if (isRefusal(answer)) return;
    const told = new Set(waiting.value.map(({ id }) => id));
    rows.value = answer.records.filter(({ id }) => !told.has(id));
    [all.value, due.value, days.value] = [answer.all, answer.due, answer.rhythmDays ?? 30];
  }
  async function look(id: string): Promise<RecordDetail | Refusal> {
    const answer = known.get(id) ?? (await records.open(id, 'confirm'));
    if (!isRefusal(answer)) known.set(id, answer);
    return answer;
  }
  async function open(id: string | null): Promise<void> {
    [openId.value, detail.value, answers.value, fault.value] = [id, null, {}, null];
    if (id === null) return;
    const answer = await look(id);
    if (openId.value !== id) return;
    if (isRefusal(answer)) fault.value = answer;
    else detail.value = answer;
    if (kind !== 'dwelling') return;
    const at = rows.value.findIndex((row) => row.id === id);
    for (const row of rows.value.slice(at + 1, at + 1 + ahead)) await look(row.id);
  }
  /** What was done before something failed stays done; the same tap goes on. */
  async function finish(): Promise<void> {
    const home = detail.value;
    if (!home || !isAnswered.value) return;
    const at = now();
    const told = people.value.map(({ id }): ToldRecord => ({
      id,
      act: answers.value[id] === 'moved' ? 'moved' : 'confirmed',
      at,
    }));
    busy.value = true;
    fault.value = await tell([...told, { id: home.id, act: 'confirmed', at }]);
    busy.value = false;
    if (fault.value === null) await next(home.id);
  }
  /** Sends in order; from where the line is gone the rest waits. Behind what waits already, everything does. */
  async function tell(told: readonly ToldRecord[]): Promise<Refusal | null> {
    if (waiting.value.length > 0) return wait([...waiting.value, ...told]);
    for (const [i, one] of told.entries()) {
      const failed = await send(one);
      if (failed && isUnreachable(failed)) return wait(told.slice(i));
      if (failed && failed.code !== 'not-now') return failed;
    }
    return null;
  }
  async function wait(told: readonly ToldRecord[]): Promise<Refusal | null> {
    waiting.value = told;
    // A browser that keeps nothing would lose them with the page: that is said, and the home stays open.
    const isKept = await (kept?.keep(told).then(
      () => true,
      () => false,
    ) ?? false);
    return isKept ? null : refuse('busy', 'unreachable', 'unreachable');
  }
  /** Sends what waits; what the server refuses for good (the record ended meanwhile) holds up nobody behind it. */
  async function flush(): Promise<void> {
    while (waiting.value.length > 0) {
      const [first, ...rest] = waiting.value;
      const failed = first ? await send(first) : null;
      if (failed && (isUnreachable(failed) || failed.code === 'busy' || failed.code === 'unauthenticated'))
        return;
      waiting.value = rest;
      await kept?.keep(rest).catch(() => undefined);
    }
  }
  async function send({ id, act, at }: ToldRecord): Promise<Refusal | null> {
    if (act === 'moved') return endOf(id);
    const answer = await records.confirm(id, { act, at });
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
    known.delete(id);
    if (rows.value.length === 0 && waiting.value.length === 0) await read();
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
    waiting,
    read,
    open,
    finish,
    flush,
    /** Somebody was there and nobody opened: the home stays due. */
    async nobodyIn(): Promise<void> {
      if (openId.value === null) return;
      fault.value = await tell([{ id: openId.value, act: 'visited', at: now() }]);
      if (fault.value === null) await open(null);
    },
  };
}
