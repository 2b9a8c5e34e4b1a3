// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { defineComponent, h, nextTick, shallowRef, useTemplateRef } from 'vue';
import { expect, it } from 'vitest';
import { openQueueScroll } from '../../../client/apps/desk/queue/queue-scroll.ts';
import type { QueueLine } from '../../../client/apps/desk/queue/queue-lines.ts';
import { boardRow } from './rows.ts';

it('never asks a row for its height while rows are being drawn', async () => {
  const lines = shallowRef(
    Array.from({ length: 50 }, (_, i): QueueLine => {
      const id = `r${i}`;
      return { kind: 'row', key: id, group: 'accept', row: boardRow({ id }) };
    }),
  );
  let asked = 0;
  const count = (element: unknown): void => {
    if (!(element instanceof HTMLElement)) return;
    const ask = (): number => (asked += 1);
    Object.defineProperty(element, 'offsetHeight', { get: ask, configurable: true });
    element.getBoundingClientRect = () => (ask(), new DOMRect());
  };
  const queue = defineComponent(() => {
    const scroller = useTemplateRef<HTMLElement>('scroller');
    const { measure, height } = openQueueScroll(scroller, lines);
    const drawn = (element: unknown): void => (count(element), measure(element));
    return () =>
      h('div', { ref: 'scroller' }, [
        h('p', height.value),
        ...lines.value.slice(0, 10).map(({ key }, i) => h('div', { key, 'data-index': i, ref: drawn })),
      ]);
  });
  const page = mount(queue, { attachTo: document.body });
  lines.value = lines.value.slice(1);
  await nextTick();
  expect(page.find('p').text()).toBe(String(49 * 58));
  expect(asked).toBe(0);
  page.unmount();
});
