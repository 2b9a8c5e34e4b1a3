import { ref, type Ref } from 'vue';

/** Indicators that a person follows on this device, by jurisdiction and person. */
export function openFavourites(
  jurisdiction: string,
  person: string,
  storage: Pick<Storage, 'getItem' | 'setItem'> | undefined = globalThis.localStorage,
): { all: Ref<ReadonlySet<string>>; turn(id: string): void } {
  const key = `jiuhuan.indicators.${jurisdiction}.${person}`;
  const all = ref<ReadonlySet<string>>(new Set(read(storage?.getItem(key))));
  return {
    all,
    turn(id) {
      const next = new Set(all.value);
      if (!next.delete(id)) next.add(id);
      all.value = next;
      storage?.setItem(key, JSON.stringify([...next]));
    },
  };
}

function read(text: string | null | undefined): string[] {
  try {
    const ids: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}
