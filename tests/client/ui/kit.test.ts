// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { expect, it, vi } from 'vitest';
import DataTable from '../../../client/ui/DataTable.vue';
import FactLines from '../../../client/ui/FactLines.vue';
import FieldBox from '../../../client/ui/FieldBox.vue';
import TabBar from '../../../client/ui/TabBar.vue';

it('tabs: one is in the order of Tab, arrows go round, and the panel is named', async () => {
  const tabs = ['list', 'map', 'book'].map((id) => ({ id, name: id, count: id === 'map' ? '7' : null }));
  const screen = mount(TabBar, {
    props: { name: 'seat', label: 'Seat', tabs, modelValue: 'list', keyed: true },
    attachTo: document.body,
  });
  const bar = screen.find('[role=tablist]');
  expect(screen.findAll('[role=tab]').map((tab) => tab.attributes('tabindex'))).toEqual(['0', '-1', '-1']);
  expect(screen.find('#seat-map').text()).toBe('2 map 7');
  expect(screen.find('#seat-map').attributes('aria-controls')).toBe('seat-panel');
  await bar.trigger('keydown', { key: 'ArrowLeft' });
  expect(screen.emitted('update:modelValue')?.at(-1)).toEqual(['book']);
  expect(document.activeElement?.id).toBe('seat-book');
  screen.unmount();
});

it('tabs: the chosen one is brought into view where the bar is longer than the page', async () => {
  const shown = vi.spyOn(Element.prototype, 'scrollIntoView').mockImplementation(() => undefined);
  const tabs = ['list', 'map', 'book'].map((id) => ({ id, name: id }));
  const screen = mount(TabBar, { props: { name: 'seat', label: 'Seat', tabs, modelValue: 'book' } });
  await screen.setProps({ modelValue: 'map' });
  expect(shown.mock.contexts.map((one) => (one as Element).id)).toEqual(['seat-book', 'seat-map']);
  shown.mockRestore();
});

it('facts: what is empty is no line', () => {
  const facts = [
    { name: 'Unit', value: 'Water' },
    { name: 'Left', value: '2 h', tone: 'rose' as const },
    { name: 'Remark', value: '' },
  ];
  const screen = mount(FactLines, { props: { facts } });
  expect(screen.findAll('dt').map((one) => one.text())).toEqual(['Unit', 'Left']);
  expect(screen.find('dd.rose').text()).toBe('2 h');
});

it('a field says its fault in place of its hint, to screen readers as well', () => {
  const box = (error?: string) =>
    mount(FieldBox, {
      props: { label: 'Code', hint: 'Six digits', ...(error && { error }) },
      slots: { default: '<input />' },
    });
  expect(box().text()).toBe('CodeSix digits');
  expect(box('Five are too few').find('[role=alert]').text()).toBe('Five are too few');
  expect(box('Five are too few').text()).not.toContain('Six digits');
});

it('a table: a cell is a slot, and tells the name of its column', () => {
  const screen = mount(DataTable<{ id: number; name: string }>, {
    props: {
      label: 'People',
      columns: [
        { id: 'name', name: 'Name' },
        { id: 'count', name: 'Count', kind: 'number' as const },
      ],
      rows: [{ id: 1, name: 'a' }],
      keyOf: ({ id }: { id: number }) => id,
      toneOf: () => 'rose',
    },
    slots: { name: '<b>a</b>', count: '3' },
  });
  expect(screen.findAll('td').map((cell) => [cell.attributes('data-name'), cell.text()])).toEqual([
    ['Name', 'a'],
    ['Count', '3'],
  ]);
  expect(screen.find('tbody tr').classes()).toEqual(['rose']);
});
