// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { expect, it } from 'vitest';
import ManyPicker from '../../../client/ui/ManyPicker.vue';

const of = [
  { id: '320281101', name: '澄江' },
  { id: '320281102', name: '南闸' },
  { id: '320281103', name: '南闸北' },
];
function picker(modelValue: string[], more: { most?: number } = {}) {
  const screen = mount(ManyPicker, {
    props: {
      of,
      modelValue,
      add: '添加',
      drop: (name: string) => `去掉 ${name}`,
      'onUpdate:modelValue': (next: string[]) => screen.setProps({ modelValue: next }),
      ...more,
    },
  });
  return screen;
}

it('takes an id or the only one that fits when the field is left, and by Enter the first of several', async () => {
  const screen = picker([]);
  const input = screen.get('input');
  await input.setValue('南闸');
  expect(screen.props('modelValue')).toEqual([]);
  expect(screen.findAll('option').map((one) => one.text())).toEqual(['南闸', '南闸北']);
  await input.trigger('keydown.enter');
  expect(screen.props('modelValue')).toEqual(['320281102']);
  expect(input.element.value).toBe('');
  await input.setValue('澄');
  await input.setValue('320281102');
  expect(screen.props('modelValue')).toEqual(['320281102', '320281101']);
});

it('each is taken away by its own button; there is no field once there are enough', async () => {
  const screen = picker(['320281101', '320281103'], { most: 2 });
  expect(screen.find('input').exists()).toBe(false);
  await screen.get('[aria-label="去掉 澄江"]').trigger('click');
  expect(screen.props('modelValue')).toEqual(['320281103']);
  expect(screen.find('input').exists()).toBe(true);
});
