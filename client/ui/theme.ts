import { ref, watchEffect } from 'vue';

export type Theme = 'dark' | 'light';
const kept = 'jiuhuan.desk.theme';

/** The theme chosen on this device; dark at first. */
export const theme = ref<Theme>(globalThis.localStorage?.getItem(kept) === 'light' ? 'light' : 'dark');

export function turnTheme(): void {
  theme.value = theme.value === 'dark' ? 'light' : 'dark';
  localStorage.setItem(kept, theme.value);
}

/** Lets the page follow the theme. */
export function applyTheme(): void {
  watchEffect(() => {
    document.documentElement.dataset['theme'] = theme.value;
  });
}
