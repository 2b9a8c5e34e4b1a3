import { computed, ref, shallowRef, type Ref } from 'vue';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { openAsking } from '../../../http/asking.ts';

interface Token {
  id: string;
  revoked: boolean;
  madeAt: number;
}
/** What every list of tokens has, whatever its tokens open. */
export interface TokenList {
  rows: Readonly<Ref<readonly unknown[] | null>>;
  shown: Readonly<Ref<readonly unknown[]>>;
  good: Readonly<Ref<number>>;
  issued: Ref<string | null>;
  refusal: Readonly<Ref<Refusal | null>>;
  withRevoked: Ref<boolean>;
  refresh(): Promise<void>;
}
/** Tokens of one kind: read, issued (told once), revoked. Those that are good come first, the newest before the others. */
export function openTokenList<T extends Token, New>(ways: {
  read: () => Promise<T[] | Refusal>;
  issue: (body: New) => Promise<{ id: string; token: string } | Refusal>;
  revoke: (id: string) => Promise<Refusal | null>;
}) {
  const rows = shallowRef<readonly T[] | null>(null);
  const { busy, refusal, answerTo, act } = openAsking();
  const issued = ref<string | null>(null);
  const withRevoked = ref(false);

  async function refresh(): Promise<void> {
    const answer = await ways.read();
    refusal.value = isRefusal(answer) ? answer : null;
    rows.value = isRefusal(answer) ? [] : answer;
  }
  return {
    rows,
    refusal,
    issued,
    busy,
    withRevoked,
    refresh,
    good: computed(() => rows.value?.filter(({ revoked }) => !revoked).length ?? 0),
    shown: computed(() =>
      (rows.value ?? [])
        .filter(({ revoked }) => withRevoked.value || !revoked)
        .toSorted((a, b) => Number(a.revoked) - Number(b.revoked) || b.madeAt - a.madeAt),
    ),
    /** True when it was issued. */
    async issue(body: New): Promise<boolean> {
      const answer = await answerTo('issue', () => ways.issue(body));
      if (!answer) return false;
      issued.value = answer.token;
      await refresh();
      return true;
    },
    async revoke(id: string): Promise<void> {
      await act(id, () => ways.revoke(id));
      const why = refusal.value;
      await refresh();
      refusal.value = why ?? refusal.value;
    },
  };
}
