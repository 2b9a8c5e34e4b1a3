import { onScopeDispose, type ShallowRef } from 'vue';
import type { ListedWall } from '#shared/wire/walls.ts';
import type { WallsApi } from '../../../http/walls-api.ts';

/** The map of this desk is looked at this often; what stands still is said again now and then, so that walls know it is followed. */
const lookMs = 500;
const againMs = 20_000;

/**
 * While a wall follows whoever sits here, it is told where the map of this desk lies. It goes on when the dialog is closed, for the map
 * lies beneath it.
 */
export function leadWalls(parts: {
  api: Pick<WallsApi, 'lead'>;
  own: string;
  walls: ShallowRef<readonly ListedWall[] | null>;
  bounds: () => [number, number, number, number] | null;
}): void {
  let last = '';
  let saidAt = 0;
  let onItsWay = false;
  const timer = setInterval(() => {
    const isFollowed = parts.walls.value?.some(({ order }) => order.follow?.who === parts.own);
    const bounds = isFollowed && !onItsWay ? parts.bounds() : null;
    if (!bounds) return;
    const at = bounds.map((one) => one.toFixed(5)).join(' ');
    if (at === last && Date.now() - saidAt < againMs) return;
    [last, saidAt, onItsWay] = [at, Date.now(), true];
    void parts.api.lead({ bounds }).finally(() => (onItsWay = false));
  }, lookMs);
  onScopeDispose(() => clearInterval(timer));
}
