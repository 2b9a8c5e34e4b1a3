import { onBeforeUnmount, onMounted, ref } from 'vue';

export const tabs = ['report', 'follow', 'standing'] as const;
export type Tab = (typeof tabs)[number];

/** Where on the public page somebody is: a tab, a tracking code to follow, the kind and the item that is being reported. */
export interface Place {
  tab: Tab;
  code: string;
  kind: string | null;
  item: string | null;
}

/** Reads the part of the address that stays in the browser: `#follow=7K3M…`, `#report/manhole/cover-missing`. */
export function readHash(hash: string): Place {
  const [path = '', code = ''] = hash.replace(/^#/u, '').split('=');
  const [name, kind, item] = path.split('/').map(unescaped);
  const tab = tabs.find((one) => one === name) ?? 'report';
  return { tab, code, kind: (tab === 'report' && kind) || null, item: (tab === 'report' && item) || null };
}

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function writeHash(tab: Tab, ...way: (string | null)[]): string {
  return `#${[tab, ...way.filter((one) => one !== null)].map(encodeURIComponent).join('/')}`;
}

/** The place that is looked at; the way back of the browser goes through them. */
export function useTab() {
  const place = ref<Place>(readHash(location.hash));
  const read = (): void => void (place.value = readHash(location.hash));
  onMounted(() => addEventListener('hashchange', read));
  onBeforeUnmount(() => removeEventListener('hashchange', read));
  function show(hash: string, code: string): void {
    if (hash !== location.hash) history.pushState(null, '', hash);
    place.value = { ...readHash(hash), code };
    scrollTo(0, 0);
  }
  return {
    place,
    /** A code is handed on without standing in the address, where others would read it over the shoulder. */
    go: (to: Tab, withCode = ''): void => show(writeHash(to), withCode),
    /** Goes on to what is to be reported; a kind of one item goes to that item. */
    choose: (kind: string | null, item: string | null = null): void =>
      show(writeHash('report', kind, kind === null ? null : item), ''),
  };
}
