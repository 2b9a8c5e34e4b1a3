import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openHistoryJudge } from '#shared/history/judge.ts';
import { historyColumns } from '#shared/history/words.ts';
import { broughtFacts, historyActor } from '#shared/incident/bring.ts';
import { evolve } from '#shared/incident/evolve.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import { hourMs } from '#shared/kernel/span.ts';
import { guessColumns } from '#shared/sheet/columns.ts';
import { draftOf, emptyFounding } from '../../../client/apps/admin/founding/founding.ts';
import { guessFields } from '../../../client/apps/admin/founding/levels.ts';
import { readOutlines } from '../../../client/apps/admin/founding/outlines.ts';
import { readRows } from '../../../client/apps/admin/founding/sheet-rows.ts';
import { readSheetFile } from '../../../client/sheets/sheet-file.ts';
import { historyGround } from '../../../server/history/ground.ts';
import { openAreaShapes } from '../../../server/packs/area-shapes.ts';
import { broughtFolders, layCounty } from '../../../server/packs/brought.ts';
import { groundOf } from '../../../server/packs/ground.ts';
import { tryPacks } from '../../../server/packs/load.ts';
import { lookAtNew } from '../../../server/starter/look.ts';
import { halvedChain, halvedGrids } from '../../support/leveled-county.ts';

/** The example of docs/new-county.md, file by file, as the screens read it. */
const docs = path.resolve(import.meta.dirname, '../../../docs/new-county');
const fileOf = async (name: string): Promise<File> => new File([await readFile(path.join(docs, name))], name);
const sure = <T>(answer: T | Refusal): T => {
  if (isRefusal(answer)) throw new Error(answer.reason);
  return answer;
};
const now = Date.parse('2026-11-29T12:00:00Z');
const dataDir = await mkdtemp(path.join(tmpdir(), 'jiuhuan-example-'));
afterAll(() => rm(dataDir, { recursive: true, force: true }));

async function filledIn(): Promise<object> {
  const given = emptyFounding('America/New_York', 'en');
  const districts = sure(await readOutlines(await fileOf('districts.geojson')));
  Object.assign(given, { id: 'harbor', code: '250001', phone: '617-555-0100' });
  given.name.en = 'Harbor City';
  given.centre.en = 'Harbor City 311';
  Object.assign(must(given.levels[0], 'a level'), { file: districts, fields: guessFields(districts) });
  given.units = sure(await readRows('units', await fileOf('departments.csv'))) as typeof given.units;
  given.items = sure(await readRows('items', await fileOf('request-types.csv')));
  return draftOf(given);
}

it('the example of the guide is a county without a fault, and its whole export a history with the counts of its own lines', async () => {
  const look = await lookAtNew(await filledIn(), { taken: [], dataDir, now });
  expect(look.faults).toEqual([]);
  const folders = broughtFolders(dataDir);
  await layCounty('harbor', must(look.folder, 'a folder').files, folders);
  const { packs, faults } = await tryPacks({ ...folders, only: ['harbor'] });
  expect(faults).toEqual([]);
  const pack = must(packs[0], 'the county');
  expect(pack.pack.calendar.zone).toBe('America/New_York');
  // Warnings of a county that was brought have the outlines of its grids.
  const rings = await openAreaShapes(() => folders.publicDir)(pack);
  expect([rings('D1').length, rings(null).length, rings('D9').length]).toEqual([1, 1, 0]);

  const [table] = sure(await readSheetFile(await fileOf('requests-311.csv'), [], historyColumns));
  const { heads, rows } = must(table, 'a table');
  const fields = guessColumns(heads, historyColumns);
  expect(fields).not.toContain(null);
  const judge = openHistoryJudge(
    fields,
    historyGround(pack, now, () => undefined),
  );
  const lives = rows.map((cells, i): Incident => {
    const { matter, faults: bad } = judge(i + 2, cells);
    expect(bad, cells.join()).toEqual([]);
    const outside = { id: cells[0] ?? '', from: 'requests-311.csv', import: 'x', row: i + 2, at: now };
    const facts = sure(broughtFacts(must(matter, 'a matter'), outside, `n-${i}`, groundOf(pack)));
    const life = facts.reduce<Incident | null>(
      (state, { at, fact }) => evolve(state, { at, by: historyActor, fact }),
      null,
    );
    return must(life, 'a life');
  });

  // Counted from the lines of the file themselves, with no reader of ours.
  const lines = (await readFile(path.join(docs, 'requests-311.csv'), 'utf8')).trim().split('\n').slice(1);
  const cells = lines.map((line) => line.split(','));
  const count = (of: (line: string[]) => boolean): number => cells.filter(of).length;
  expect(lives).toHaveLength(lines.length);
  expect(lives.filter(({ ended }) => ended === 'archived')).toHaveLength(
    count(([, , , state]) => state === 'Closed'),
  );
  expect(lives.filter(({ ended }) => ended === 'void')).toHaveLength(
    count(([, , , state]) => state === 'Duplicate'),
  );
  expect(lives.filter(({ closedAt, ended }) => closedAt === undefined && !ended)).toHaveLength(
    count(([, , , state]) => state === 'Open'),
  );
  for (const [grid, east, north] of [
    ['D1', false, false],
    ['D2', true, false],
    ['D3', false, true],
    ['D4', true, true],
  ] as const)
    expect(lives.filter(({ grids }) => grids[0] === grid)).toHaveLength(
      count((line) => Number(line[8]) >= -70.59 === east && Number(line[7]) >= 41.61 === north),
    );
  // A clock on the wall there is five hours behind in winter and four in summer.
  const months = lives.map(({ reportedAt }, i) => {
    const [month = '', day = '', year = ''] = (cells[i]?.[1] ?? '').slice(0, 10).split('/');
    const wall = new Date(`${cells[i]?.[1]?.slice(0, 10)} ${cells[i]?.[1]?.slice(11)} UTC`).getTime();
    return { at: `${year}-${month}-${day}`, behind: (reportedAt - wall) / hourMs };
  });
  for (const { at, behind } of months)
    expect(behind, at).toBe(at >= '2026-03-08' && at < '2026-11-01' ? 4 : 5);
}, 60_000);

it.each([1, 2, 5])(
  'a county of %i levels is set up as it says, the narrowest one below the others',
  async (said) => {
    const levels = Math.max(2, said);
    const id = `deep-${said}`;
    const names = Array.from({ length: said }, (_, at) => ({ zh: `${at + 1} 级`, en: `Level ${at + 1}` }));
    const draft = {
      ...(await filledIn()),
      id,
      code: `25010${said}`,
      levels: names,
      grids: halvedGrids(said),
      units: [],
      items: [],
    };
    const look = await lookAtNew(draft, { taken: [], dataDir, now });
    expect(look.faults).toEqual([]);
    const folders = broughtFolders(dataDir);
    await layCounty(id, must(look.folder, 'a folder').files, folders);
    const { packs, faults } = await tryPacks({ ...folders, only: [id] });
    expect(faults).toEqual([]);
    const { grid, pack } = must(packs[0], 'the county');
    expect(pack.identity.levels.slice(0, said)).toEqual(names);
    expect([pack.identity.levels.length, grid.levels.length]).toEqual([levels, levels]);
    const place = { lng: 119.51, lat: 30.52 };
    expect(
      grid
        .locate(place)
        .map((cell) => cell.id)
        .slice(0, said),
    ).toEqual(halvedChain(place, said));
  },
);
it('a map of other levels than the county names is refused', async () => {
  const folders = broughtFolders(dataDir);
  const look = await lookAtNew(
    { ...(await filledIn()), id: 'odd', code: '250109' },
    { taken: [], dataDir, now },
  );
  const files = must(look.folder, 'a folder').files.map((file) => {
    if (file.path !== 'pack/pack.json') return file;
    const head = JSON.parse(file.text) as { identity: { levels: object[] } };
    head.identity.levels.push({ zh: '格', en: 'Cell' });
    return { ...file, text: JSON.stringify(head) };
  });
  await layCounty('odd', files, folders);
  const { faults } = await tryPacks({ ...folders, only: ['odd'] });
  expect(JSON.stringify(faults)).toContain('the map has 2 levels of grids');
});
