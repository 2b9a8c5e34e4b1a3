import { afterAll, beforeAll, expect, it } from 'vitest';
import { dice, seedOf } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { pairsOf } from '../support/walk-choice.ts';
import { openWalkedCounty, type WalkedCounty } from '../support/walked-county.ts';

/** One procedure walked whole and one matter seen by the right desk; all others are walked in the long lane. */
let county: WalkedCounty;
beforeAll(async () => {
  county = await openWalkedCounty('longgang');
}, 240_000);
afterAll(() => county.close());

it('W1 every step of a supervision order is taken by each role that it names, who sees it and has the button', async () => {
  const procedure = must(county.pack.procedures.get('supervision-order'), 'supervision-order');
  expect(pairsOf(procedure).length).toBeGreaterThan(15);
  const walked = await county.walk(procedure, dice(seedOf('walk:supervision-order')));
  expect(walked).toEqual({ left: [], faults: [] });
}, 60_000);

it('W3 a whistle is seen and answered by the desk of the community that it was blown in, and by no other', async () => {
  const { pack, cast, home, report, stateOf, now } = county;
  const roll = dice(3);
  const id = await report(must(pack.procedures.get('whistle'), 'whistle'), `field-${home}`, roll);
  const unit = must(pack.unitsOfGrid([home]).at(-1), 'the community').id;
  const other = must(
    pack.pack.units.find(({ kind, id: one }) => kind === 'community' && one !== unit),
    'another',
  ).id;
  expect(await cast.read(other, id)).toBeNull();
  const seen = must(await cast.read(unit, id), 'seen by the own desk');
  const offered = await cast.offered(unit, seen, now());
  expect(
    offered.filter(({ hindrance }) => hindrance === null).map(({ transition }) => transition.id),
  ).toContain('answer');
  const answer = { kind: 'take', incident: id, version: seen.version, transition: 'answer', form: {} };
  expect((await cast.send(unit, answer)).status).toBe(200);
  expect((await stateOf(id)).tasks[0]).toMatchObject({ unit, role: 'lead', state: 'signed' });
}, 60_000);
