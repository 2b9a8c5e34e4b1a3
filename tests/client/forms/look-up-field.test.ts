// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { expect, it } from 'vitest';
import LookUpField from '../../../client/forms/LookUpField.vue';

const hits = [
  { id: 'a', name: '河东水泵厂' },
  { id: 'b', name: '河西油库' },
];
function field(more: { eager?: boolean } = {}) {
  const screen = mount(LookUpField<{ id: string; name: string }>, {
    attachTo: document.body,
    props: {
      attributes: { id: 'f' },
      hits,
      nameOf: (one: { name: string }) => one.name,
      label: '找到',
      placeholder: '查',
      remark: '还有',
      modelValue: '',
      'onUpdate:modelValue': (modelValue: string) => screen.setProps({ modelValue }),
      ...more,
    },
    slots: { default: '{{ params.hit.name }}' },
  });
  return { screen, input: screen.get('input'), list: screen.get('[role=listbox]') };
}

it('asks with what is typed, and shows what was found as soon as something is', async () => {
  const { screen, input, list } = field();
  await input.trigger('focus');
  expect(list.isVisible()).toBe(false);
  await input.setValue('河');
  expect(screen.emitted('look')).toEqual([['河']]);
  expect(list.isVisible()).toBe(true);
  expect(list.findAll('li').map((li) => li.text())).toEqual(['河东水泵厂', '河西油库', '还有']);
});

it('is chosen by arrow keys and Enter, from the last to the first again', async () => {
  const { screen, input, list } = field();
  await input.setValue('河');
  for (const key of ['down', 'down', 'up']) await input.trigger(`keydown.${key}`);
  expect(list.find('[aria-selected=true]').text()).toBe('河西油库');
  await input.trigger('keydown.enter');
  expect(screen.props('modelValue')).toBe('b');
  expect(input.element.value).toBe('河西油库');
  expect(list.isVisible()).toBe(false);
});

it('what was typed and not chosen is no entry', async () => {
  const { screen, input } = field();
  await input.setValue('河');
  await input.trigger('blur');
  expect(input.element.value).toBe('');
  expect(screen.props('modelValue')).toBe('');
  // Who chose and types on has chosen nothing.
  await input.setValue('河');
  await input.trigger('keydown.enter');
  expect(screen.props('modelValue')).toBe('a');
  await input.setValue('河西');
  expect(screen.props('modelValue')).toBe('');
});

it('an eager one shows its list as it is entered', async () => {
  const { screen, input, list } = field({ eager: true });
  await input.trigger('focus');
  expect(list.isVisible()).toBe(true);
  expect(screen.emitted('enter')).toHaveLength(1);
});
