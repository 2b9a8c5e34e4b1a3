import { ref, shallowRef } from 'vue';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { Account } from '#shared/wire/account.ts';
import { openAccountApi } from '../../http/account-api.ts';

/** The account of whoever is signed in; none, without a fault, of who is not. */
export function useAccount(jurisdiction: string) {
  const api = openAccountApi(jurisdiction);
  const account = shallowRef<Account | null>(null);
  const fault = shallowRef<Refusal | null>(null);
  const asked = ref(false);

  async function read(): Promise<void> {
    const answer = await api.account();
    fault.value = isRefusal(answer) && answer.code !== 'unauthenticated' ? answer : null;
    account.value = isRefusal(answer) ? null : answer;
    asked.value = true;
  }
  async function leave(): Promise<void> {
    await api.signOut();
    location.reload();
  }
  return { api, account, fault, asked, read, leave };
}
