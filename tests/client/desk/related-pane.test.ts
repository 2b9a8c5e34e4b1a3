// @vitest-environment happy-dom
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { afterEach, describe, expect, it } from 'vitest';
import { defineComponent, h } from 'vue';
import type { Person } from '#shared/access/person.ts';
import { drawLots, drawSeed, poolHash } from '#shared/incident/draw.ts';
import type { Draw, Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import type { DrawPool } from '#shared/wire/draw.ts';
import type { Entry } from '#shared/wire/http.ts';
import RelatedPane from '../../../client/apps/desk/dossier/RelatedPane.vue';
import { makeDeskRoom, provideDeskRoom, type DeskRoom } from '../../../client/apps/desk/desk-room.ts';
import { i18n } from '../../../client/locales/i18n.ts';
import { deskApi, deskPack } from './desk-world.ts';
import { incidentOf } from './incident.ts';
import { t0 } from './rows.ts';

const duty: Person = { id: 'duty1', name: '值班席 01', role: 'duty', jurisdiction: 'jiangyin', grids: [] };
const inspection = must(builtInProcedures.get('random-inspection'), 'random-inspection');
const unmounts: (() => void)[] = [];
afterEach(() => unmounts.splice(0).forEach((end) => end()));

async function open(
  over: Partial<Incident>,
  entries: Entry[] = [],
  pool?: DrawPool,
): Promise<{ wrapper: VueWrapper; room: DeskRoom }> {
  const incident = incidentOf({ procedure: 'random-inspection', node: 'officers-drawn', ...over });
  let room: DeskRoom | undefined;
  const Seat = defineComponent(() => {
    const { api } = deskApi(incident);
    room = makeDeskRoom({
      api: { ...api, drawPool: () => Promise.resolve(must(pool, 'a pool')) },
      person: duty,
      pack: { ...deskPack, procedures: [...deskPack.procedures, inspection] },
    });
    provideDeskRoom(room);
    return () => h(RelatedPane, { detail: { incident, entries } });
  });
  const wrapper = mount(Seat, { global: { plugins: [createPinia(), i18n] } });
  unmounts.push(() => wrapper.unmount());
  await flushPromises();
  return { wrapper, room: must(room, 'room') };
}
const lots = Array.from({ length: 9 }, (_, i) => ({ id: `s-${i}`, weight: 1 }));
const before = '0'.repeat(64);
const id = incidentOf().id;
const seed = drawSeed(before, id, 'officers');
const draw: Draw = {
  from: 'officers',
  at: t0,
  seed,
  head: before,
  pool: { size: 9, hash: poolHash(lots) },
  picked: drawLots(lots, 2, seed).map((one) => ({ id: one, name: `执法员 ${one}`, unit: 'water' })),
};

describe('what hangs on an incident', () => {
  it('is nothing for most', async () => {
    const { wrapper } = await open({});
    expect(wrapper.html()).toBe('<!--v-if-->');
  });

  it('names the matter it came from and those it opened, each with how it stands and the way there', async () => {
    const child = { item: 'seepage', by: 'report-problem', openedAt: t0 };
    const { wrapper, room } = await open({
      parent: { incident: 'P1', by: 'supervise' },
      children: [
        { ...child, id: 'C1', unit: 'water' },
        { ...child, id: 'C2', unit: 'town', joinedAt: t0 + 1, outcome: 'closed' },
      ],
    });
    const links = wrapper.findAll('[data-matter]').map((one) => one.text());
    expect(links[0]).toContain('P1');
    expect(links[1]).toMatch(/堤防险情办理中市水利抢险一队 · 发现问题立线索 · C1/u);
    expect(links[2]).toMatch(/结案.*办结/u);
    expect(wrapper.text()).toContain('1 / 2 已办结');
    await wrapper.get('[data-matter=C2]').trigger('click');
    expect(room.selectedId.value).toBe('C2');
  });

  it('tells what its forms keep by their fields, and its grade', async () => {
    const { wrapper } = await open({ grade: 'complex', data: { theme: '安全抽查', joint: 'one' } });
    const pairs = wrapper.findAll('dl > div').map((row) => row.text());
    expect(pairs).toEqual(['等级复杂', '抽查计划安全抽查', '组织方式部门抽查']);
  });

  it('tells who was reminded and how far up it went, the last first', async () => {
    const entry = (seq: number, fact: Entry['fact']): Entry => ({
      seq,
      at: t0,
      subject: id,
      version: seq,
      hash: '',
      fact,
      by: { id: 'system', name: 'system', role: 'system' },
    });
    const { wrapper } = await open({}, [
      entry(1, { kind: 'reminded', clock: 'publish', to: [{ name: '市监局' }] }),
      entry(2, {
        kind: 'escalated',
        clock: 'publish',
        rung: 2,
        to: { name: '值班长' },
        skipped: ['supervisor'],
        last: false,
      }),
    ]);
    const lines = wrapper.findAll('li p').map((line) => line.text());
    expect(lines).toEqual(['公示超期：告知 值班长 第 2 级 · 空缺跳过 督查员', '公示：已提醒 市监局']);
  });

  it('draws again on this machine, and says when something else should have come out', async () => {
    const again = async (made: Draw, pool: DrawPool): Promise<string> => {
      const { wrapper } = await open({ draws: [made] }, [], pool);
      expect(wrapper.get('[data-draw=officers]').text()).toContain('9 中抽 2');
      await wrapper.get('[data-draw=officers] button').trigger('click');
      await flushPromises();
      return wrapper.get('[role=status]').text();
    };
    expect(await again(draw, { pool: lots, before })).toBe('重抽结果一致');
    expect(await again({ ...draw, picked: draw.picked.toReversed() }, { pool: lots, before })).toBe(
      '重抽结果不一致',
    );
    expect(await again(draw, { pool: lots, before: '1'.repeat(64) })).toContain('不符');
    expect(await again(draw, { pool: lots.slice(1), before })).toContain('已变更');
  });
});
