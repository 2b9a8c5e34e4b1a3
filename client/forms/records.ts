import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { RecordBrief, RecordList } from '#shared/wire/records.ts';

/** Looks records of the county up by words, for fields that name one. */
export interface RecordsGround {
  find(words: string, kinds: readonly string[]): Promise<readonly RecordBrief[] | Refusal>;
}

/** So many are shown. */
const most = 8;

/** What is looked up here is needed to handle a matter. Several kinds are asked together, and only these are shown. */
export function openRecordLookUp(api: {
  find(query: Record<string, string | number | undefined>): Promise<RecordList | Refusal>;
}): RecordsGround {
  return {
    async find(words, kinds) {
      const [only] = kinds;
      const kind = kinds.length === 1 ? only : undefined;
      const answer = await api.find({ q: words, kind, purpose: 'matter', limit: kind ? most : 60 });
      if (isRefusal(answer)) return answer;
      return answer.records.filter((one) => kinds.includes(one.kind)).slice(0, most);
    },
  };
}
