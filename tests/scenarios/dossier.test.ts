import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { incidentLife } from '#shared/dossier/ring-life.ts';
import { sealOf, sealText } from '#shared/dossier/seal.ts';
import { must } from '#shared/kernel/must.ts';
import { anchorLine, anchorText, readAnchorText, type Anchor } from '#shared/ledger/anchor.ts';
import { applyOps, emptyView, viewHash } from '#shared/views/view.ts';
import * as wire from '#shared/wire/dossier.ts';
import { film } from '#shared/wire/replay.ts';
import { writeAnchor } from '../../server/storage/record/ledger-store.ts';
import { testPack, testReport } from '../support/county.ts';
import { openHttpHouse, type HttpHouse, type Told } from '../support/http-house.ts';

type Caller = Awaited<ReturnType<HttpHouse['signIn']>>;

let house: HttpHouse;
let duty: Caller;
let leader: Caller;
let incident: string;
let serial = 0;

const send = (who: Caller, body: unknown): Promise<Told> =>
  who('POST', '/commands', { body, headers: { 'idempotency-key': `dossier-act-${(serial += 1)}` } });
const sql = (text: string) => house.database.pool.query(text);
const note = (id: string, text: string) => send(duty, { kind: 'note', incident: id, text, evidence: [] });

beforeAll(async () => {
  house = await openHttpHouse([testPack()]);
  [duty, leader] = [await house.signIn('duty1'), await house.signIn('leader')];
  incident = String((await send(duty, testReport({ title: '卷宗用的一件' }))).body['subject']);
  // Entries about other matters lie between those about this one.
  for (let n = 0; n < 5; n++) {
    const other = String((await send(duty, testReport({ title: `另一件 ${n}` }))).body['subject']);
    await note(other, '别的事');
    await note(incident, `第 ${n + 1} 次记录`);
  }
});
afterAll(() => house.close());

/** Does something to the ledger and undoes it. */
async function whileTampered<T>(tamper: string, work: () => Promise<T>): Promise<T> {
  await sql('CREATE TABLE kept AS SELECT * FROM ledger');
  try {
    await sql(tamper);
    return await work();
  } finally {
    await sql('TRUNCATE ledger');
    await sql('INSERT INTO ledger SELECT * FROM kept');
    await sql('DROP TABLE kept');
  }
}
const dossierOf = async (who: Caller = duty): Promise<wire.Dossier> =>
  wire.dossier.parse((await who('GET', `/incidents/${incident}/dossier`)).body);
const checkSeal = async (seal: string): Promise<wire.SealVerdict> =>
  wire.sealVerdict.parse((await duty('POST', '/ledger/seals', { body: { seal } })).body);

it('an hour is kept as a film: each instant leads on to what the board was then, and the audit knows who took it', async () => {
  const to = Date.now();
  const asked = `/replay/film?from=${to - 4_000 * 15}&to=${to}&stepMs=15000&channels=board:all`;
  const { instants, by } = film.parse((await duty('GET', asked)).body);
  expect(instants.map(({ at }) => at)).toEqual([60, 45, 30, 15, 0].map((s) => to - s * 1_000));
  const view = emptyView();
  for (const { channels } of instants)
    for (const { ops, hash } of channels) {
      applyOps(view, ops);
      expect(viewHash(view)).toBe(hash);
    }
  expect(view.tables.get('incident')?.size).toBeGreaterThan(5);
  const noted = await sql(`SELECT count(*)::int AS n FROM audit WHERE body LIKE '%film ${to - 60_000}%'`);
  expect([noted.rows, by.length > 0]).toEqual([[{ n: 1 }], true]);
  const town = await house.signIn('town');
  expect((await town('GET', asked)).status).toBe(403);
  expect((await duty('GET', asked.replace('stepMs=15000', 'stepMs=10'))).status).toBe(400);
  expect((await duty('GET', asked.replace(`from=${to - 60_000}`, 'from=1'))).body).toMatchObject({
    reasonId: 'span-too-many-steps',
  });
});

describe('the dossier of an incident', () => {
  it('knows what was reported near it before, and nothing that came later or lies outside the asker’s part', async () => {
    const made = async (title: string): Promise<string> =>
      String((await send(duty, testReport({ title }))).body['subject']);
    const last = await made('最后一件');
    await made('更晚一件');
    const told = wire.earlier.parse((await duty('GET', `/incidents/${last}/earlier`)).body);
    expect(told.reports.map(({ title, same, distanceM }) => [title, same, distanceM])).toEqual(
      ['另一件 4', '另一件 3', '另一件 2', '另一件 1', '另一件 0', '卷宗用的一件'].map((title) => [
        title,
        true,
        0,
      ]),
    );
    expect([told.sensors, told.to]).toEqual([[], (await dossierOf()).at > told.to ? told.to : 0]);
    const stranger = await house.signIn('water');
    expect((await stranger('GET', `/incidents/${last}/earlier`)).status).toBe(404);
  });

  it('comes in one answer: every entry, the chain of grids, and the seal over them', async () => {
    const told = await dossierOf();
    expect(told.entries).toHaveLength(6);
    expect(told.grids.map(({ id }) => id)).toEqual(told.incident.grids);
    expect(told.seal).toEqual(sealOf('toy', incident, told.entries));
    expect([told.bad, told.anchor]).toEqual([null, null]);
    const life = incidentLife(told.incident, told.entries, told.at);
    expect(life.rings.reduce((sum, { partMs }) => sum + partMs, 0)).toBe(told.at - told.incident.reportedAt);
  });

  it('ends at the own scope, and is not for walls', async () => {
    const stranger = await house.signIn('water');
    expect((await stranger('GET', `/incidents/${incident}/dossier`)).status).toBe(404);
    const seal = sealText((await dossierOf()).seal);
    expect((await stranger('POST', '/ledger/seals', { body: { seal } })).status).toBe(404);
    expect((await duty('GET', '/incidents/no-such-one/dossier')).status).toBe(404);
  });

  it('names the entry that is not what its hash says', async () => {
    const { entries } = await dossierOf();
    const { seq } = must(entries[3], 'entry');
    await whileTampered(`UPDATE ledger SET body = replace(body, '第', '弟') WHERE seq = ${seq}`, async () => {
      expect((await dossierOf()).bad).toBe(seq);
    });
  });
});

describe('the seal on paper', () => {
  it('holds, also when more has happened since, and tells how much', async () => {
    const seal = sealText((await dossierOf()).seal);
    expect(await checkSeal(seal)).toMatchObject({ verdict: 'holds', later: 0, bad: null, subject: incident });
    await note(incident, '封存之后');
    expect(await checkSeal(seal)).toMatchObject({ verdict: 'holds', later: 1 });
  });

  it('tells a changed ledger, and a changed paper', async () => {
    const { seal, entries } = await dossierOf();
    const { seq } = must(entries[2], 'entry');
    await whileTampered(`UPDATE ledger SET at = at + 1 WHERE seq = ${seq}`, async () =>
      expect(await checkSeal(sealText(seal))).toMatchObject({ verdict: 'broken', bad: seq }),
    );
    const other = sealText({ ...seal, digest: seal.digest.replace(/^./, (c) => (c === 'a' ? 'b' : 'a')) });
    expect(await checkSeal(other)).toMatchObject({ verdict: 'differs', bad: null });
    expect(await checkSeal(sealText({ ...seal, entries: seal.entries - 1 }))).toMatchObject({
      verdict: 'differs',
    });
  });

  it('is refused when it is none, or of another jurisdiction', async () => {
    const { seal } = await dossierOf();
    for (const text of ['a seal', sealText({ ...seal, jurisdiction: 'elsewhere' })]) {
      const told = await duty('POST', '/ledger/seals', { body: { seal: text } });
      expect([told.status, told.body['code']]).toEqual([400, 'invalid']);
    }
  });
});

describe('anchors that leave the house', () => {
  let exported: Anchor[];
  const check = async (text: string): Promise<wire.AnchorVerdict> =>
    wire.anchorVerdict.parse((await leader('POST', '/ledger/anchors/check', { body: { text } })).body);

  it('are had as a file of lines', async () => {
    await writeAnchor(house.database, 'toy', Date.now());
    await note(incident, '锚定之后');
    await writeAnchor(house.database, 'toy', Date.now());
    const told = await leader('GET', '/ledger/anchors/file');
    expect(told.headers.get('content-type')).toContain('application/x-ndjson');
    expect(told.headers.get('content-disposition')).toMatch(/attachment; filename="?anchors-toy-.*\.jsonl/);
    exported = readAnchorText(told.text) as Anchor[];
    expect(exported).toHaveLength(2);
    expect((await duty('GET', '/ledger/anchors/file')).status).toBe(403);
  });

  it('hold, as lines and as the word of a code', async () => {
    const [first, last] = [must(exported[0], 'first'), must(exported[1], 'last')];
    expect(await check(`${anchorLine(first)}\n${anchorText(last)}`)).toMatchObject({
      given: 2,
      held: 2,
      lost: null,
    });
  });

  it('name where the end was cut off, though nothing in the house tells', async () => {
    const last = must(exported[1], 'last');
    await whileTampered(`DELETE FROM ledger WHERE seq >= ${last.seq}`, async () =>
      expect(await check(anchorText(last))).toMatchObject({ lost: { why: 'cut-off', seq: last.seq } }),
    );
  });

  it('are refused when they are none, or of others alone', async () => {
    const other = anchorText({ ...must(exported[0], 'first'), jurisdiction: 'other' });
    for (const text of ['nothing of the kind', other, ''])
      expect((await leader('POST', '/ledger/anchors/check', { body: { text } })).status).toBe(400);
  });

  it('stand in the dossier that they cover', async () => {
    const { anchor, seal } = await dossierOf();
    expect(anchor?.seq).toBeGreaterThanOrEqual(seal.last);
  });
});
