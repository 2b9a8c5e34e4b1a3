import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { toldOf } from '#shared/kernel/refusal.ts';
import { packFolders } from '../../../server/packs/folders.ts';
import { reasonOfClosed } from '../../../server/packs/fault.ts';
import { loadPacks, openPacks, tryPacks } from '../../../server/packs/load.ts';

type Row = Record<string, unknown>;
type Spoil = (rows: Row[]) => void;

const shipped = packFolders();
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'jiuhuan-packs-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let copies = 0;
/** A copy of the smallest pack with files spoilt; its faults as `file path: reason`. */
async function faultsOf(spoil: Record<string, Spoil>): Promise<string[]> {
  copies += 1;
  const packsDir = path.join(folder, String(copies));
  cpSync(path.join(shipped.packsDir, 'xuxiake'), path.join(packsDir, 'xuxiake'), { recursive: true });
  for (const [name, change] of Object.entries(spoil)) {
    const file = path.join(packsDir, 'xuxiake', name);
    const rows = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Row[]) : [];
    change(rows);
    writeFileSync(file, JSON.stringify(rows));
  }
  const { packs, faults } = await tryPacks({ packsDir, publicDir: shipped.publicDir, only: [] });
  expect(packs.length).toBe(faults.length === 0 ? 1 : 0);
  return faults.map(({ file, path: at, reason }) => `${path.basename(file)} ${at}: ${reason}`);
}
const drawnFromSchools = (
  JSON.parse(readFileSync(path.join(shipped.packsDir, 'xuxiake', 'catalogue.json'), 'utf8')) as Row[]
).findIndex(({ draws }) => Array.isArray(draws) && draws.includes('学校'));
const row = (rows: Row[], index: number): Row => rows[index] ?? {};
const dutiesOf = (policy: Row | undefined): Row => must(policy?.['duties'] as Row | undefined, 'duties');
const firstList = (policy: Row | undefined): Row => row(dutiesOf(policy)['lists'] as Row[], 0);
/** `pack.json` is one object; the spoilers see it as a row. */
const head =
  (change: (pack: Record<string, Row>) => void): Spoil =>
  (rows) =>
    change(rows as unknown as Record<string, Row>);

describe('a bad pack is refused with the place and reason of every fault', () => {
  it('finds nothing wrong with the unspoilt one', async () => {
    expect(await faultsOf({})).toEqual([]);
  });

  const cases: [what: string, spoil: Record<string, Spoil>, fault: string][] = [
    [
      'a wrong type',
      { 'sensors.json': (r) => (row(r, 2)['everyMs'] = 'often') },
      'sensors.json $[2].everyMs: Invalid input: expected number, received string',
    ],
    [
      'a task of a post that nobody holds there',
      { 'duties.json': (r) => (row(r, 0)['post'] = 'agent') },
      'duties.json $[0].levels[0]: nobody holds the post "agent" on level 2',
    ],
    [
      'a task without a rhythm',
      { 'duties.json': (r) => (row(r, 0)['rhythm'] = 'sometimes') },
      'duties.json $[0].rhythm: Invalid option: expected one of "daily"|"weekly"|"monthly"|"quarterly"',
    ],
    [
      'a task rarer than every list of its post',
      { 'duties.json': (r) => (row(r, 0)['rhythm'] = 'quarterly') },
      'duties.json $[0].rhythm: "patrol-shop-1" is rarer than every list of its post',
    ],
    [
      'a task list of no item',
      { 'pack.json': head(({ policy }) => (firstList(policy)['item'] = 'errand')) },
      'pack.json $.policy.duties.lists[0].item: catalogue.json has no "errand"',
    ],
    [
      'a task list that is no task list',
      { 'pack.json': head(({ policy }) => (firstList(policy)['item'] = 'order')) },
      'pack.json $.policy.duties.lists[0].item: "order" is no task list',
    ],
    [
      'more task lists a day than the policy bears',
      { 'pack.json': head(({ policy }) => (dutiesOf(policy)['perDay'] = 10)) },
      'pack.json $.policy.duties.perDay: up to 36 lists begin on one day',
    ],
    [
      'a plan for an item that is not there',
      { 'plans.json': (r) => (row(r, 0)['items'] = ['deluge']) },
      'plans.json $[0].items[0]: catalogue.json has no "deluge"',
    ],
    [
      'a step of nobody',
      {
        'plans.json': (r) =>
          ((row(r, 0)['steps'] as Row[])[1] = { ...(row(r, 0)['steps'] as Row[])[1], who: 'army' }),
      },
      'plans.json $[0].steps[1].who: neither a post of the plan nor a unit: "army"',
    ],
    [
      'levels out of their order',
      { 'plans.json': (r) => (row(r, 0)['levels'] as Row[]).reverse() },
      'plans.json $[0].levels: levels stand once each, the gravest first',
    ],
    [
      'a crew of someone unknown',
      {
        'pack.json': head(({ policy }) => {
          ((must(policy, 'a policy')['watch'] as Row)['crews'] as string[][])[0] = ['ghost'];
        }),
      },
      'pack.json $.policy.watch.crews[0][0]: staff.json has no "ghost"',
    ],
    [
      'an unknown key',
      { 'units.json': (r) => (row(r, 1)['colour'] = 'red') },
      'units.json $[1]: Unrecognized key: "colour"',
    ],
    [
      'an id twice',
      { 'sensors.json': (r) => (row(r, 9)['id'] = row(r, 8)['id']) },
      'sensors.json $[9].id: "SB-0009" is there twice',
    ],
    [
      'an unknown parent',
      { 'units.json': (r) => (row(r, 1)['parent'] = 'nobody') },
      'units.json $[1].parent: units.json has no "nobody"',
    ],
    [
      'a ring of parents',
      { 'units.json': (r) => (row(r, 1)['parent'] = row(r, 1)['id']) },
      'units.json $[1].parent: "dept-office" stands above itself',
    ],
    [
      'an unknown cell',
      { 'staff.json': (r) => (row(r, 0)['grid'] = 'nowhere') },
      'staff.json $[0].grid: the grid has no cell "nowhere"',
    ],
    [
      'a homeless person',
      {
        'staff.json': (r) => {
          delete row(r, 0)['grid'];
          delete row(r, 0)['unit'];
        },
      },
      'staff.json $[0]: "320281-011-grid-head" belongs to no unit and no grid',
    ],
    [
      'a place outside the bounds',
      { 'cameras.json': (r) => (row(r, 4)['place'] = { lng: 100, lat: 31.75 }) },
      'cameras.json $[4].place: 100, 31.75 lies outside the bounds',
    ],
    [
      'a place in no cell',
      { 'sensors.json': (r) => (row(r, 4)['place'] = { lng: 120.285, lat: 31.692 }) },
      'sensors.json $[4].place: 120.285, 31.692 lies in no grid cell',
    ],
    [
      'an unknown unit of an item',
      { 'catalogue.json': (r) => (row(r, 0)['units'] = ['dept-magic']) },
      'catalogue.json $[0].units[0]: units.json has no "dept-magic"',
    ],
    [
      'an object in no cell',
      { 'objects.json': (r) => (row(r, 3)['place'] = { lng: 120.285, lat: 31.692 }) },
      'objects.json $[3].place: 120.285, 31.692 lies in no grid cell',
    ],
    [
      'a kind that nothing is of',
      {
        'objects.json': (r) => {
          for (const one of r) if (one['kind'] === '学校') one['kind'] = '学院';
        },
      },
      `catalogue.json $[${drawnFromSchools}].draws: objects.json has nothing of the kind "学校"`,
    ],
    [
      'an unknown procedure',
      { 'catalogue.json': (r) => (row(r, 0)['procedure'] = 'shortcut') },
      'catalogue.json $[0].procedure: there is no procedure "shortcut"',
    ],
    [
      'an unknown model',
      { 'cameras.json': (r) => (row(r, 0)['models'] = ['ufo']) },
      'cameras.json $[0].models[0]: catalogue.json has no "ufo"',
    ],
    [
      'a rule on what nobody measures',
      { 'rules.json': (r) => (row(r, 0)['on'] = { quantity: 'joy' }) },
      'rules.json $[0].on.quantity: no sensor measures "joy"',
    ],
    [
      'a rule without hysteresis',
      { 'rules.json': (r) => (row(r, 0)['leave'] = 1e6) },
      'rules.json $[0].leave: it must lie at or below enter, or the rule would raise and clear at once',
    ],
    [
      'a silence shorter than the interval',
      { 'rules.json': (r) => (row(r, 2)['afterMs'] = 2000) },
      'rules.json $[2].afterMs: "JT-0001" reports every 10000 ms: silence shows after two of them at the earliest',
    ],
    [
      'a normal band out of range',
      { 'sensors.json': (r) => (row(r, 0)['normal'] = [-5, 8]) },
      'sensors.json $[0].normal: the normal band must lie in order inside the range',
    ],
    [
      'a formula with an unknown quantity',
      { 'indicators.json': (r) => (row(r, 0)['formula'] = 'max(joy) + 1') },
      'indicators.json $[0].formula: column 5: there is no quantity "joy"',
    ],
    [
      'indicators that stand on each other',
      {
        'indicators.json': (r) => {
          row(r, 0)['formula'] = `@${String(row(r, 1)['id'])}`;
          row(r, 1)['formula'] = `@${String(row(r, 0)['id'])} * 2`;
        },
      },
      'indicators.json $: "traffic-flow-mean" stands on itself by way of other indicators',
    ],
    [
      'an indicator that nobody answers for',
      { 'indicators.json': (r) => (row(r, 0)['owner'] = 'nobody') },
      'indicators.json $[0].owner: units.json has no "nobody"',
    ],
    [
      'a division code of another form',
      {
        'pack.json': head((pack) => Object.assign(must(pack['identity'], 'identity'), { codes: ['??####'] })),
      },
      'pack.json $.identity.code: the division code 320281108 is not of the form ??####',
    ],
    [
      'grids whose ids are of another form',
      {
        'pack.json': head((pack) =>
          Object.assign(must(pack['identity'], 'identity'), { codes: ['#########', 'W#'] }),
        ),
      },
      'pack.json $.identity.codes[1]: 1 grids have ids that are not of the form W#: 320281-011 …',
    ],
    [
      'a grid for what lies in none that is none of the narrowest',
      {
        'pack.json': head((pack) => Object.assign(must(pack['policy'], 'policy'), { elsewhere: 'nowhere' })),
      },
      'pack.json $.policy.elsewhere: "nowhere" is no grid of the narrowest level',
    ],
    [
      'a domain that is not in the list',
      { 'indicators.json': (r) => (row(r, 0)['domain'] = 'joy') },
      'domains.json $.joy: there is no domain "joy"; rows that name it (1): indicators traffic-flow-mean',
    ],
    [
      'a system that is not in the list',
      { 'sensors.json': (r) => (row(r, 0)['system'] = 'joy') },
      'systems.json $.joy: there is no monitoring system "joy"; rows that name it (1): sensors SB-0001',
    ],
    [
      'a matter that nobody leads in an area',
      {
        'responsibility.json': (r) => {
          const at = r.findIndex((one) => one['id'] === 'class-1-lead');
          r.splice(at, 2);
        },
      },
      'catalogue.json $[0]: responsibility.json gives nobody the lead of "exposed-rubbish" in "320281-011"',
    ],
    [
      'an unknown unit of the matrix',
      { 'responsibility.json': (r) => (row(r, 1)['unit'] = 'dept-magic') },
      'responsibility.json $[1].unit: units.json has no "dept-magic"',
    ],
    [
      'unknown items of the matrix',
      { 'responsibility.json': (r) => (row(r, 1)['items'] = { items: ['manhole', 'ufo'] }) },
      'responsibility.json $[1].items.items[1]: catalogue.json has no "ufo"',
    ],
    [
      'an unknown class of the matrix',
      { 'responsibility.json': (r) => r.unshift({ ...row(r, 0), id: 'new', items: { class: '天外来物' } }) },
      'responsibility.json $[0].items.class: catalogue.json has no class "天外来物"',
    ],
    [
      'an unknown grid of the matrix',
      { 'responsibility.json': (r) => (row(r, 1)['area'] = { grid: 'nowhere' }) },
      'responsibility.json $[1].area.grid: the grid has no cell "nowhere"',
    ],
    [
      'a post fixed twice',
      { 'six.json': (r) => r.push({ ...row(r, 0), id: 'again' }) },
      'six.json $[13]: the post "grid-head" is fixed twice',
    ],
    [
      'a post that nothing is fixed for',
      { 'six.json': (r) => r.splice(0, 1) },
      'six.json $: nothing is fixed for the post "grid-head" of level 1',
    ],
    [
      'a fixed post that nobody holds',
      { 'six.json': (r) => r.push({ ...row(r, 0), id: 'leader', post: 'leader' }) },
      'six.json $[13].post: nobody holds the post "leader" there',
    ],
    [
      'a tile of the page at a glance that is no indicator',
      {
        'overview.json': (r) =>
          r.push({
            id: 'cloud',
            band: { zh: '中心', en: 'Centres' },
            name: { zh: '云', en: 'Cloud' },
            indicators: ['cameras-online', 'nowhere'],
          }),
      },
      'overview.json $[0].indicators[1]: indicators.json has no "nowhere"',
    ],
    [
      'police beats that overlap',
      { 'police.json': (r) => (row(r, 1)['grids'] = row(r, 0)['grids']) },
      'police.json $[1].grids[0]: "320281-011-01" lies in the beat "beat-1" as well',
    ],
    [
      'a post nobody holds',
      {
        'staff.json': (r) => {
          for (const one of r) if (/^(duty|chief)-/.test(String(one['id']))) one['post'] = 'admin';
        },
      },
      'staff.json $: nobody holds a post that acts as "duty" (duty-officer, duty-chief)',
    ],
    [
      'a department without a handler',
      {
        'staff.json': (r) => {
          for (const one of r) if (one['id'] === 'dept-lamp-handler') one['post'] = 'liaison';
        },
      },
      'catalogue.json $[10].units[0]: "dept-lamp" has no handler among the staff',
    ],
    [
      'an entry of a list whose department is gone',
      { 'listed.json': (r) => (row(r, 3)['unit'] = 'dept-nowhere') },
      'listed.json $[3].unit: units.json has no "dept-nowhere"',
    ],
    [
      'an entry of a class that the catalogue does not have',
      { 'listed.json': (r) => (row(r, 3)['class'] = '执法·太空') },
      'listed.json $[3].class: catalogue.json has no class "执法·太空"',
    ],
    [
      'two entries of one name',
      { 'listed.json': (r) => (row(r, 1)['name'] = row(r, 0)['name']) },
      'listed.json $[1].name: "未经批准设置大型户外广告" stands on its list twice',
    ],
    [
      'an offence that is dealt with online',
      { 'listed.json': (r) => (row(r, 0)['way'] = 'online') },
      'listed.json $[0].way: only services have a way, "power-city-001" is none',
    ],
    [
      'no command centre',
      { 'units.json': (r) => (row(r, 0)['kind'] = 'society') },
      'units.json $: there is no command centre (kind "centre" without a parent)',
    ],
    [
      'weights',
      {
        'pack.json': head((p) =>
          Object.assign(p['policy'] ?? {}, { league: { onTime: 1, closing: 1, rework: 1, satisfaction: 1 } }),
        ),
      },
      'pack.json $.policy.league: the weights must sum to 100',
    ],
    [
      'a foreign folder',
      { 'pack.json': head((p) => ((p['identity'] ?? {})['id'] = 'elsewhere')) },
      'pack.json $.identity.id: "elsewhere" lies in the folder "xuxiake"',
    ],
    [
      'periods that overlap',
      {
        'pack.json': head(
          (p) =>
            ((p['calendar'] ?? {})['periods'] = [
              [510, 690],
              [600, 900],
            ]),
        ),
      },
      'pack.json $.calendar.periods[1]: work periods must be in order and apart',
    ],
    [
      'a make-up day on a weekday',
      { 'pack.json': head((p) => ((p['calendar'] ?? {})['makeUpDays'] = ['2026-11-23'])) },
      'pack.json $.calendar.makeUpDays[0]: 2026-11-23 is a weekday, which is worked anyway',
    ],
    [
      'an unknown built-in',
      { 'pack.json': head((p) => ((p as Row)['procedures'] = ['standard', 'magic'])) },
      'pack.json $.procedures[1]: there is no procedure "magic"',
    ],
  ];
  it.each(cases)('%s', async (_, spoil, fault) => {
    expect(await faultsOf(spoil)).toContain(fault);
  });

  it('names all faults of all files at once, in one error', async () => {
    const faults = await faultsOf({
      'sensors.json': (r) => {
        row(r, 0)['everyMs'] = 1;
        row(r, 1)['system'] = 'astrology';
      },
      'units.json': (r) => (row(r, 3)['grid'] = 'nowhere'),
      'rules.json': (r) => (row(r, 0)['item'] = 'nothing'),
    });
    expect(faults).toHaveLength(4);
    await expect(
      loadPacks({ packsDir: path.join(folder, String(copies)), publicDir: shipped.publicDir, only: [] }),
    ).rejects.toThrow(/bad packs \(4 faults\)\n {2}.*sensors\.json \$\[0\]\.everyMs/);
  });

  it('blames missing, unreadable and wrong files', async () => {
    const packsDir = path.join(folder, 'broken');
    cpSync(path.join(shipped.packsDir, 'xuxiake'), path.join(packsDir, 'xuxiake'), { recursive: true });
    rmSync(path.join(packsDir, 'xuxiake', 'staff.json'));
    writeFileSync(path.join(packsDir, 'xuxiake', 'cameras.json'), '[{');
    writeFileSync(path.join(packsDir, 'xuxiake', 'rules.json'), '{}');
    const { faults } = await tryPacks({ packsDir, publicDir: shipped.publicDir, only: [] });
    const found = faults.map(({ file, reason }) => `${path.basename(file)}: ${reason}`).join('\n');
    expect(found).toContain('staff.json: the file is missing or cannot be read');
    expect(found).toContain('cameras.json: not JSON');
    expect(found).toContain('rules.json: a list of rows is wanted');
  });

  it('blames a grid file that is no tree', async () => {
    const publicDir = path.join(folder, 'maps');
    const maps = path.join(publicDir, 'packs', 'xuxiake');
    cpSync(path.join(shipped.publicDir, 'packs', 'xuxiake'), maps, { recursive: true });
    const grids = JSON.parse(readFileSync(path.join(maps, 'grids.topo.json'), 'utf8')) as { objects: Row };
    delete grids.objects['l2'];
    writeFileSync(path.join(maps, 'grids.topo.json'), JSON.stringify(grids));
    rmSync(path.join(maps, 'neighbours.geojson'));
    const { faults } = await tryPacks({ packsDir: shipped.packsDir, publicDir, only: ['xuxiake'] });
    expect(faults.map(({ reason }) => reason)).toEqual([
      'no grid tree: missing: grid level l2',
      `there is no file ${path.join(maps, 'neighbours.geojson')}`,
    ]);
  });

  it('a former grid id must be free, and the one of today must be there', async () => {
    const [cell] = (await loadPacks({ ...shipped, only: ['xuxiake'] }))[0]?.grid.levels.at(-1) ?? [];
    const { id } = must(cell, 'a cell');
    const formerly = (grids: Record<string, string>) =>
      faultsOf({ 'pack.json': head((pack) => (pack['formerly'] = { grids })) });
    expect(await formerly({ 'old-name': id })).toEqual([]);
    expect(await formerly({ [id]: 'nowhere' })).toEqual([
      `pack.json $.formerly.grids.${id}: there is a grid "${id}"`,
      `pack.json $.formerly.grids.${id}: there is no grid "nowhere"`,
    ]);
  });

  it.each([
    ['no identity', head((pack) => delete pack['identity'])],
    ['a code of another kind', head((pack) => ((pack['identity'] as Row)['code'] = 7))],
    ['no calendar', head((pack) => delete pack['calendar'])],
    ['a word that no schema knows', head((pack) => (pack['colour'] = {}))],
  ])('one fault in pack.json is one line: %s', async (_, spoil) => {
    expect(await faultsOf({ 'pack.json': spoil })).toEqual([expect.stringMatching(/^pack\.json \$/)]);
  });

  it.each(['units', 'staff', 'catalogue', 'procedures', 'sensors', 'rules'])(
    'a file that is no list is one line, and so is its only bad row: %s',
    async (name) => {
      const packsDir = path.join(folder, `whole-${name}`);
      const file = path.join(packsDir, 'xuxiake', `${name}.json`);
      const write = async (content: string): Promise<string[]> => {
        rmSync(packsDir, { recursive: true, force: true });
        cpSync(path.join(shipped.packsDir, 'xuxiake'), path.join(packsDir, 'xuxiake'), { recursive: true });
        writeFileSync(file, content);
        const { faults } = await tryPacks({ packsDir, publicDir: shipped.publicDir, only: [] });
        return faults.map((fault) => `${path.basename(fault.file)} ${fault.path}`);
      };
      expect(await write('{}')).toEqual([`${name}.json $`]);
      expect(await write('[{')).toEqual([`${name}.json $`]);
    },
  );

  it('closes its own jurisdiction alone; with none left to serve nothing opens', async () => {
    const packsDir = path.join(folder, 'some');
    for (const id of ['xuxiake', 'longgang'])
      cpSync(path.join(shipped.packsDir, id), path.join(packsDir, id), { recursive: true });
    writeFileSync(path.join(packsDir, 'longgang', 'units.json'), '[{');
    const places = { packsDir, publicDir: shipped.publicDir, only: [] };
    const { packs, closed } = await openPacks(places);
    expect(packs.map(({ id }) => id)).toEqual(['xuxiake']);
    expect(closed.map(({ id, faults }) => [id, faults.length])).toEqual([['longgang', 1]]);
    expect(toldOf(reasonOfClosed(must(closed[0], 'closed'))).reason).toMatch(
      /^the pack of longgang has faults \(1\) and is kept closed: units\.json \$: not JSON/,
    );
    await expect(openPacks({ ...places, only: ['longgang'] })).rejects.toThrow('bad packs (1 faults)');
    expect((await openPacks({ ...places, only: ['xuxiake', 'atlantis'] })).closed).toMatchObject([
      { id: 'atlantis', faults: [{ reason: 'there is no such pack' }] },
    ]);
  });

  const garbage = [null, [[]], { nonsense: 1 }];
  const files = ['units', 'staff', 'catalogue', 'sensors', 'rules', 'cameras', 'indicators', 'dedicated'];
  it.each(Array.from({ length: 12 }, (_, seed) => seed))(
    'garbage is blamed, never thrown over (seed %i)',
    async (seed) => {
      const roll = dice(seed);
      const name = `${roll.pick(files)}.json`;
      const found = await faultsOf({
        [name]: (rows) => {
          const at = roll.between(0, rows.length - 1);
          const one = row(rows, at);
          if (roll.chance(0.2)) rows[at] = roll.pick(garbage) as Row;
          else one[roll.pick(Object.keys(one))] = roll.pick(garbage);
        },
      });
      expect(found.length, name).toBeGreaterThan(0);
    },
  );

  it('blames two packs with one code', async () => {
    const packsDir = path.join(folder, 'twins');
    const publicDir = path.join(folder, 'public');
    for (const id of ['xuxiake', 'twin']) {
      cpSync(path.join(shipped.packsDir, 'xuxiake'), path.join(packsDir, id), { recursive: true });
      cpSync(path.join(shipped.publicDir, 'packs', 'xuxiake'), path.join(publicDir, 'packs', id), {
        recursive: true,
      });
    }
    const { faults } = await tryPacks({ packsDir, publicDir, only: [] });
    expect(faults.map(({ reason }) => reason)).toContain('"twin" has the code 320281108 as well');
  });
});
