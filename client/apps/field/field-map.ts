import { ref, shallowRef, type Ref } from 'vue';
import type { Identity } from '#shared/pack/schema.ts';
import type { Geodata } from '../../map/geodata.ts';
import { isWhole } from '../../map/own-drawings.ts';

/** The map of a phone: it comes when it comes, until then places are chosen by what the units know; whoever opens it asks once more. */
export function openFieldMap(parts: {
  identity: Pick<Identity, 'map'>;
  loadMap: () => Promise<Geodata>;
  offline: Readonly<Ref<boolean>>;
}) {
  const { identity, loadMap, offline } = parts;
  const map = shallowRef<Geodata | null>(null);
  /** Why it is not there though it was asked for. */
  const mapFault = ref<'line' | 'server' | null>(null);
  let coming: Promise<void> | null = null;
  let isWanted = false;
  async function read(): Promise<void> {
    if (map.value && isWhole(map.value.own, identity)) return;
    const found = await loadMap().catch(() => null);
    map.value = found ?? map.value;
    mapFault.value = map.value ? null : offline.value ? 'line' : 'server';
  }
  const fetchMap = (): Promise<void> => {
    isWanted = true;
    return (coming ??= read().finally(() => (coming = null)));
  };
  /** The line is back. */
  const fetchWanted = (): void => void (isWanted && fetchMap());
  return { map, mapFault, fetchMap, fetchWanted };
}
