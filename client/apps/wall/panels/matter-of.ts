import { computed, type ComputedRef, type ShallowRef } from 'vue';
import type { IncidentRow } from '#shared/views/board.ts';
import type { IncidentDetail } from '#shared/wire/http.ts';
import { language } from '../../../locales/i18n.ts';
import { useBoard } from '../../../stores/board.ts';
import { indexPack, packNames, type Names } from '../../../telling/names.ts';
import type { Asked } from '../frame/asked.ts';
import { useMatter, useRoom, type WallRoom } from '../frame/wall-room.ts';

/** The matter in focus, as the board tells it at once and as the server tells it whole. */
export interface MatterOf {
  room: WallRoom;
  row: ComputedRef<IncidentRow | null>;
  asked: ShallowRef<Asked<IncidentDetail>>;
  names: ComputedRef<Names>;
}

export function useMatterOf(): MatterOf {
  const room = useRoom();
  const board = useBoard();
  const versionOf = (id: string): number => board.incidents.get(id)?.version ?? 0;
  return {
    room,
    row: computed(() => board.incidents.get(room.focus.value ?? '') ?? null),
    asked: useMatter(room, versionOf),
    names: computed(() => packNames(indexPack(room.county.value.pack), language())),
  };
}
