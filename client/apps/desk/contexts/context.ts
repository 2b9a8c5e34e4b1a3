import { inject, provide, type InjectionKey } from 'vue';
import { must } from '#shared/kernel/must.ts';

/** A part of the desk that its panes share: given once by the floor, taken by whoever stands on it. `use` fails outside of a desk. */
export function openContext<T extends object>(name: string): { provide(value: T): void; use(): T } {
  const key: InjectionKey<T> = Symbol(name);
  return { provide: (value) => provide(key, value), use: () => must(inject(key), name) };
}
