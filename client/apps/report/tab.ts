import { onBeforeUnmount, onMounted, ref } from 'vue';

export const tabs = ['report', 'follow', 'standing'] as const;
export type Tab = (typeof tabs)[number];

/** A tab and a tracking code from the part of the address that stays in the browser: `#follow=7K3M…`. */
export function readHash(hash: string): { tab: Tab; code: string } {
  const [name = '', code = ''] = hash.replace(/^#/u, '').split('=');
  return { tab: tabs.find((one) => one === name) ?? 'report', code };
}

/** The tab that is looked at; the way back of the browser goes through them. */
export function useTab() {
  const tab = ref<Tab>('report');
  const code = ref('');
  const read = (): void => {
    ({ tab: tab.value, code: code.value } = readHash(location.hash));
  };
  read();
  onMounted(() => addEventListener('hashchange', read));
  onBeforeUnmount(() => removeEventListener('hashchange', read));
  return {
    tab,
    code,
    /** A code is handed on without standing in the address, where others would read it over the shoulder. */
    go(to: Tab, withCode = ''): void {
      if (readHash(location.hash).tab !== to) history.pushState(null, '', `#${to}`);
      tab.value = to;
      code.value = withCode;
      scrollTo(0, 0);
    },
  };
}
