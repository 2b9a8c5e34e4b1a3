import { onScopeDispose, shallowRef } from 'vue';
import type { WallPolicy } from '#shared/pack/wall.ts';
import { openDraftLine } from '#shared/wall/draft-line.ts';

/** What somebody composes beside this wall, where its address asks for it: shown at every change, and kept nowhere. */
export function useDraft(jurisdiction: string) {
  const draft = shallowRef<WallPolicy | null>(null);
  if (new URLSearchParams(location.search).get('draft') !== '1') return draft;
  const line = openDraftLine(new BroadcastChannel(`wall-draft-${jurisdiction}`));
  line.onTold((policy) => (draft.value = policy));
  line.ask();
  onScopeDispose(line.close);
  return draft;
}
