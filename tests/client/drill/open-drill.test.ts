// @vitest-environment happy-dom
import { mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { expect, it } from 'vitest';
import DrillParties from '../../../client/apps/drill/DrillParties.vue';
import OpenDrill from '../../../client/apps/drill/OpenDrill.vue';
import { i18n } from '../../../client/locales/i18n.ts';
import { deskPack } from '../desk/desk-world.ts';

it('the form of a drill asks which desks, walls and phones take part', () => {
  const wrapper = mount(OpenDrill, {
    props: { api: {}, pack: deskPack, drills: {}, person: { id: 'duty1' } } as never,
    global: { plugins: [createPinia(), i18n], stubs: { DrillParties: true } },
  });
  expect(wrapper.findComponent(DrillParties).exists()).toBe(true);
  wrapper.unmount();
});
