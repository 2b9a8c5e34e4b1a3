// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { expect, it } from 'vitest';
import JsonBox from '../../../client/apps/admin/config/JsonBox.vue';

it('takes what can be read; what cannot stays as it was written, is said and not taken, until the value changes elsewhere', async () => {
  const screen = mount(JsonBox, { props: { label: '其余', rows: 5, modelValue: { a: 1 } } });
  const box = screen.get('textarea');
  await box.setValue('{ "a": 2,');
  expect(screen.emitted('update:modelValue')).toBeUndefined();
  expect(box.element.value).toBe('{ "a": 2,');
  expect(screen.find('[role=alert]').exists()).toBe(true);
  await box.setValue('{ "a": 2 }');
  expect(screen.emitted('update:modelValue')).toEqual([[{ a: 2 }]]);
  expect(screen.find('[role=alert]').exists()).toBe(false);
  await screen.setProps({ modelValue: { a: 3 } });
  expect(JSON.parse(box.element.value)).toEqual({ a: 3 });
});
