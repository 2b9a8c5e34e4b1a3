import type { TellNotice } from '../storage/access/notice-store.ts';
import type { Notice } from '#shared/access/notice.ts';
import type { Person } from '#shared/access/person.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';

import type { NoticeStore, NoticeRow } from '../storage/access/notice-store.ts';

/** What is over is shown for this long, and so many at most. */
const shownMs = 7 * dayMs;
const mostShown = 50;

export type Notices = ReturnType<typeof openNotices>;
/** Tells the phones of people that something is said to them; what, is read after signing in. */
type Push = (jurisdiction: string, people: readonly string[], kind: Notice['kind']) => Promise<void>;

/** What people are told beside matters: on every page of theirs until they have read it, and on their phones. */
export function openNotices({ store, now }: { store: NoticeStore; now: () => number }) {
  let push: Push | null = null;
  const tell: TellNotice = async (jurisdiction, to, id, notice) => {
    const isNew = await store.put(jurisdiction, to, { ...notice, id, at: now() });
    if (!isNew || !push) return;
    const people =
      'person' in to ? [to.person] : (await store.holders(jurisdiction, to)).map((one) => one.id);
    await push(jurisdiction, people, notice.kind);
  };
  return {
    store,
    tell,
    /** Phones are opened after this room. */
    pushBy(way: Push): void {
      push = way;
    },
    of: (person: Person): Promise<NoticeRow[]> =>
      store.of(person.jurisdiction, person, now() - shownMs, mostShown),
    async see(person: Person, id: string): Promise<{ id: string } | Refusal> {
      const isSeen = await store.see(person.jurisdiction, person, id, now());
      return isSeen ? { id } : refuse('unknown', 'no-notice', 'id');
    },
  };
}
