import { describe, expect, it } from 'vitest';
import { must } from '#shared/kernel/must.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import { atLevel, levelFor, type Plan } from '#shared/pack/plan.ts';
import type { Staff, Unit } from '#shared/pack/schema.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import type { ListedItem } from '#shared/procedure/listed.ts';
import { makeMatrix } from '#shared/responsibility/matrix.ts';
import { firstChoice } from '../../../client/forms/form.ts';
import { suggestMembers } from '../../../server/queries/suggest-members.ts';
import { suggestUnits } from '../../../server/queries/suggest.ts';
import type { LoadedPack } from '../../../server/packs/loaded.ts';
import { testPack } from '../../support/county.ts';
import { monday9 } from '../../support/incident-world.ts';

const why = (zh: string) => ({ zh, en: `by ${zh}` });

function packWithSquads(): LoadedPack {
  const base = testPack();
  const squad = (id: string, lng: number): Unit => ({
    id,
    name: { zh: id, en: id },
    kind: 'squad',
    place: { lng, lat: 31 },
    phone: '1',
    skills: ['weld'],
  });
  const units = [...base.pack.units, squad('far', 119.9), squad('near', 119.51)];
  const item = { ...must(base.items.get('manhole'), 'item'), skills: ['weld'] };
  const matrix = makeMatrix(
    [
      { id: '1', items: 'all', area: 'all', unit: 'city', role: 'lead', why: why('归口') },
      { id: '2', items: { items: ['manhole'] }, area: 'all', unit: 'water', role: 'co', why: why('配合') },
      { id: '3', items: 'all', area: { grid: 'park' }, unit: 'village', role: 'lead', why: why('园区') },
      { id: '4', items: 'all', area: { level: 1 }, unit: 'town-of-place', role: 'co', why: why('属地') },
    ],
    [item],
    units,
  );
  return {
    ...base,
    pack: { ...base.pack, units },
    units: new Map(units.map((unit) => [unit.id, unit])),
    items: new Map([[item.id, item]]),
    matrix,
  };
}
const matter = {
  item: 'manhole',
  grids: ['w', 'w-1', 'w-1-1'],
  place: { lng: 119.5, lat: 31 },
  urgent: false,
};
const idle = new Map<string, { open: number; overdue: number }>();

describe('suggested units', () => {
  it('the leader of the matrix first, then those who help, then who has the place, then squads by skill', () => {
    const list = suggestUnits(packWithSquads(), matter, idle, 'zh');
    expect(list.map(({ unit, role, byMatrix }) => `${unit} ${role} ${byMatrix}`)).toEqual([
      'city lead true',
      'water co true',
      'town co true',
      'village co false',
      'near co false',
      'far co false',
    ]);
  });

  it('holds every unit that the plan card of the matter names, at the level the card shows, with the plan as the reason', () => {
    const pack = packWithSquads();
    const plan: Plan = {
      id: 'gas',
      type: 'gas',
      name: why('燃气泄漏'),
      items: ['manhole'],
      urgentItems: [],
      resources: [],
      levels: [
        { level: 'III', when: why('较大') },
        { level: 'IV', when: why('一般') },
      ],
      steps: [{ id: 's', text: why('关阀'), who: 'far', withinMinutes: 5, from: 'IV' }],
      units: [
        { unit: 'far', task: why('关阀'), from: 'IV' },
        { unit: 'city', task: why('牵头'), from: 'IV' },
        { unit: 'other', task: why('增援'), from: 'III' },
      ],
      posts: [{ id: 'p', name: why('现场'), people: ['x'] }],
    };
    const other = { ...must(pack.units.get('far'), 'far'), id: 'other', skills: [] };
    const planned: LoadedPack = {
      ...pack,
      pack: { ...pack.pack, plans: [plan], units: [...pack.pack.units, other] },
      units: new Map([...pack.units, ['other', other]]),
    };
    for (const urgent of [false, true]) {
      const list = suggestUnits(planned, { ...matter, urgent }, idle, 'zh');
      const onCard = atLevel(plan.units, levelFor(plan, urgent)).map(({ unit }) => unit);
      expect(
        list
          .filter(({ byPlan }) => byPlan)
          .map(({ unit }) => unit)
          .sort(),
      ).toEqual(onCard.sort());
      expect(new Set(list.map(({ unit }) => unit)).size).toBe(list.length);
      expect(list.find(({ unit }) => unit === 'far')?.reason).toContain('预案「燃气泄漏」点名');
      expect(Object.keys(firstChoice(list))).toEqual(expect.arrayContaining(onCard));
    }
  });

  it('the leader stays first however busy, the others give way to the idle', () => {
    const busy = new Map(['city', 'water', 'near'].map((unit) => [unit, { open: 900, overdue: 90 }]));
    const list = suggestUnits(packWithSquads(), matter, busy, 'zh');
    expect(list.map(({ unit }) => unit)).toEqual(['city', 'town', 'village', 'water', 'far', 'near']);
    expect(list[0]).toMatchObject({ open: 900, overdue: 90 });
  });

  it('say why in the language asked for, with what the score rests on', () => {
    const loads = new Map([['city', { open: 3, overdue: 1 }]]);
    const [zh] = suggestUnits(packWithSquads(), matter, loads, 'zh');
    const [en] = suggestUnits(packWithSquads(), matter, loads, 'en');
    expect(zh?.reason).toBe('主办：矩阵规定，归口；距 0 米；在办 3 件，逾期 1');
    expect(en?.reason).toBe('Lead by the matrix: by 归口; 0 m away; 3 in hand, 1 overdue');
    const { parts, score } = must(zh, 'a suggestion');
    expect(parts.duty + parts.distance + parts.load + parts.skill).toBeCloseTo(score, 10);
  });

  it('inside a dedicated grid the matrix asks for it as well', () => {
    const pack = packWithSquads();
    const park = {
      id: 'park',
      name: '园区',
      kind: 'industrial-park' as const,
      radiusM: 300,
      unit: 'village',
    };
    const within = { ...pack, pack: { ...pack.pack, dedicated: [{ ...park, place: matter.place }] } };
    expect(suggestUnits(within, matter, idle, 'zh')[0]?.unit).toBe('village');
    expect(suggestUnits(pack, matter, idle, 'zh')[0]?.unit).toBe('city');
  });

  it('nobody whom no step from here takes: at every node of every procedure', () => {
    const pack = { ...packWithSquads(), procedures: builtInProcedures };
    let asked = 0;
    for (const { id, nodes, transitions } of builtInProcedures.values())
      for (const { id: node } of nodes) {
        const fields = transitions
          .filter(({ from }) => from.includes(node))
          .flatMap(({ form }) => form.filter(({ kind }) => kind === 'unit'));
        const list = suggestUnits(pack, { ...matter, procedure: id, node }, idle, 'zh');
        const takes = (unit: string): boolean =>
          fields.some(({ kinds }) => kinds?.includes(must(pack.units.get(unit), unit).kind) ?? true);
        if (fields.length > 0)
          expect(list.filter(({ unit }) => !takes(unit)).map(({ unit }) => unit)).toEqual([]);
        if (fields.some(({ kinds }) => kinds)) asked++;
      }
    expect(asked).toBeGreaterThan(0);
  });

  it('the bodies that carry the function that a task names, and why', () => {
    const base = packWithSquads();
    const bodies = ['lab', 'guild'].map((id): Unit => ({
      ...must(base.units.get('near'), 'near'),
      id,
      name: { zh: id, en: id },
      kind: 'society',
      skills: [],
    }));
    const name = { zh: '产品检测', en: 'Testing of products' };
    const listed: ListedItem = {
      id: 'testing-1',
      list: 'function',
      name,
      class: name.zh,
      unit: 'city',
      bodies: ['guild'],
    };
    const pack = {
      ...base,
      procedures: builtInProcedures,
      units: new Map([...base.units, ...bodies.map((unit): [string, Unit] => [unit.id, unit])]),
      listed: new Map([[listed.id, listed]]),
    };
    const task = {
      ...matter,
      procedure: 'handed-task',
      node: 'ordered',
      data: { function: { id: listed.id, name } },
    };
    const list = suggestUnits(pack, task, idle, 'zh');
    expect(list.map(({ unit, role }) => `${unit} ${role}`)).toEqual(['guild lead']);
    expect(list[0]?.reason).toContain('由其承接');
    expect(firstChoice(list)).toEqual({ guild: 'lead' });
  });
});

describe('suggested members', () => {
  const base = testPack();
  const one = (id: string, post: Staff['post'], grid: string): Staff => ({
    id,
    name: id,
    post,
    grid,
    phone: '1',
  });
  const staff = [
    one('member', 'grid-member', 'w-1-1'),
    one('head', 'grid-head', 'w-1-1'),
    one('village head', 'grid-head', 'w-1'),
    one('officer', 'duty-officer', 'w'),
    one('elsewhere', 'grid-member', 'e-1-1'),
  ];
  const pack: LoadedPack = { ...base, staffOf: (grid) => staff.filter((person) => person.grid === grid) };
  const now = monday9;
  const seen = (minutes: number, lng: number) => ({ at: now - minutes * minuteMs, lng, lat: 31 });
  const list = (places: [string, ReturnType<typeof seen>][] = [], loads = idle) =>
    suggestMembers(pack, matter, { seen: new Map(places), loads, now }, 'zh');

  it('are the grid’s own people whose post it is, the narrow grid before the wide one', () => {
    expect(list().map(({ staff: id }) => id)).toEqual(['member', 'head', 'village head']);
  });
  it('are measured from where their phone said they are, as long as that is fresh', () => {
    const found = list([
      ['member', seen(5, 119.9)],
      ['head', seen(31, 119.9)],
    ]);
    // The member is 38 km away now; the head's phone has been silent for too long to say so.
    expect(found[0]).toMatchObject({ staff: 'head', heardAt: null, distanceM: 0 });
    expect(found[2]).toMatchObject({ staff: 'member', heardAt: now - 5 * minuteMs });
    expect(must(found[2], 'member').distanceM).toBeGreaterThan(30_000);
    expect(found[2]?.reason).toContain('5 分钟前定位');
  });
  it('carry what their grid has open', () => {
    const [first] = list([], new Map([['w-1-1', { open: 4, overdue: 1 }]]));
    expect(first).toMatchObject({ open: 4, overdue: 1 });
    expect(first?.reason).toContain('本格未结 4 件，逾期 1');
  });
});
