import { watch, type Ref } from 'vue';
import type { IncidentRow } from '#shared/views/board.ts';
import type { Dossier } from './dossier.ts';

/**
 * Reads the open matter again when the board is ahead of what stands here, by whatever order the two came in, and when its row leaves the
 * board, as when a unit's last task of a matter is done. What could not be read then is asked for again as time goes on, and so is
 * what no board carries any more (a closed matter of a unit), of which nothing is told.
 */
export function keepRead(desk: {
  dossier: Dossier;
  rowOf(id: string): IncidentRow | undefined;
  slowNow: Readonly<Ref<number>>;
  /** Nothing can change, or nothing can be read. */
  isStill(): boolean;
}): void {
  const { dossier, rowOf, slowNow, isStill } = desk;
  const { incident, selectedId } = dossier;
  const rowVersion = (): number | undefined => rowOf(selectedId.value ?? '')?.version;
  watch(
    () => [selectedId.value, rowVersion(), incident.value?.version] as const,
    ([id, version], [idBefore, before]) => {
      const { value: open } = incident;
      if (!open || open.id !== id) return;
      const hasLeft = id === idBefore && before !== undefined && version === undefined;
      if (hasLeft || (version ?? 0) > open.version) void dossier.load(open.id);
    },
  );
  watch(slowNow, () => {
    const [{ value: id }, { value: open }] = [selectedId, incident];
    if (id === null || isStill()) return;
    const isBehind = open !== null && (rowVersion() ?? Infinity) > open.version;
    if (isBehind || dossier.fault.value?.code === 'busy') void dossier.load(id);
  });
}
