import { reactive } from 'vue';
import type { Refusal } from '#shared/kernel/refusal.ts';
import type { PickedFile } from '../../../files/picked-files.ts';
import type { Thread } from '../../../telling/threads.ts';

/** What is being written into the channel of a matter, and how the last of it went. */
export interface Words {
  text: string;
  files: PickedFile[];
  /** Units it is for; none: all concerned. */
  to: Set<string>;
  answering: Thread | null;
  busy: boolean;
  refusal: Refusal | null;
}

/** So many matters are looked at before those without a word are forgotten. */
const mostKept = 50;
const isEmpty = ({ text, files, busy, refusal }: Words): boolean =>
  text === '' && files.length === 0 && !busy && refusal === null;

/** The words of each matter: a call may put another one on the table in the middle of a sentence, and the sentence stays its own. */
export function openWords(): (incident: string) => Words {
  const kept = new Map<string, Words>();
  return (incident) => {
    const before = kept.get(incident);
    if (before) return before;
    if (kept.size >= mostKept) for (const [id, one] of kept) if (isEmpty(one)) kept.delete(id);
    const words: Words = reactive({
      text: '',
      files: [],
      to: new Set(),
      answering: null,
      busy: false,
      refusal: null,
    });
    kept.set(incident, words);
    return words;
  };
}
