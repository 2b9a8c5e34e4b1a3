import { incidentColumns } from '#shared/incident/columns.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { dice, type Dice } from '#shared/kernel/dice.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { hourMs } from '#shared/kernel/span.ts';
import { builtInProcedures } from '#shared/procedure/built-in.ts';
import type { Database } from '../../server/storage/database.ts';
import { incidentColumnNames, incidentRow } from '../../server/storage/record/record-write.ts';
import { barredOf, formFor, people, personOf, procedureOf, tick, waysOf } from './procedure-life.ts';
import { procedureWorld, worldUnits, type ProcedureWorld } from './procedure-world.ts';

/** Random lives of every built-in procedure under the real engine, written as rows of the record: for figures that count all of them. */
export interface FigureCounty {
  world: ProcedureWorld;
  /** Lives on for so many steps; the numbers of the matters that changed. */
  live(steps: number): string[];
}

const places = [119.5, 120.5];

export function openFigureCounty(start: number, seed: number): FigureCounty {
  const world = procedureWorld(start);
  const roll = dice(seed);
  // Of its own, so that what is said moves nobody's steps.
  const talk = dice(seed + 1);
  const versions = new Map<string, number>();
  // One of each that people may open, so that none is left to chance.
  for (const procedure of builtInProcedures.values())
    for (let tries = 0; tries < 60 && !hasLived(world, procedure.id); tries++) report(world, roll, procedure);
  return {
    world,
    live(steps) {
      for (let step = 0; step < steps; step++) {
        world.now += Math.floor(roll.between(0, 40) * roll.between(0, 100) * (hourMs / 1_000));
        if (step % 20 === 0) tick(world);
        if (roll.chance(0.2)) report(world, roll);
        else act(world, roll);
        if (talk.chance(0.2)) speak(world, talk);
      }
      tick(world);
      const changed = [...world.states].filter(([id, { version }]) => versions.get(id) !== version);
      for (const [id, { version }] of changed) versions.set(id, version);
      return changed.map(([id]) => id);
    },
  };
}

function hasLived({ states }: ProcedureWorld, id: string): boolean {
  return [...states.values()].some(({ procedure }) => procedure === id);
}

function report(
  world: ProcedureWorld,
  roll: Dice,
  procedure = roll.pick([...builtInProcedures.values()]),
): void {
  const by = roll.pick(people.filter(({ role }) => role !== 'system'));
  const form = formFor(procedure.form, roll, '', world.now);
  // Who may not open such a one is refused, which is as good as any other step.
  world.report(procedure.id, by, form, { place: { lng: roll.pick(places), lat: 31 } });
}

function act(world: ProcedureWorld, roll: Dice): void {
  const open = [...world.states.values()].filter(({ ended }) => ended === undefined);
  if (open.length === 0) return;
  const state = roll.pick(open);
  const ways = waysOf(state, world.now);
  if (ways.length === 0) return;
  const { by, transition } = roll.pick(ways);
  const twin = [...world.states.values()].find(({ id }) => id !== state.id)?.id ?? state.id;
  const form = formFor(transition.form, roll, twin, world.now, barredOf(state, transition));
  const done = world.take(state.id, transition.id, by, form);
  if (isRefusal(done)) world.now += 1;
}

/** Somebody speaks to units about a matter, whether or not they have anything to do with it. */
export function speak(world: ProcedureWorld, roll: Dice): void {
  const state = roll.pick([...world.states.values()]);
  const to = worldUnits.filter(() => roll.chance(0.25));
  const words = { text: '请知悉', to, order: roll.chance(0.5), evidence: [] };
  world.send(state.id, { kind: 'say', incident: state.id, ...words }, personOf('duty1'));
}

const chain = (town: string): string[] => [town, `${town}-1`, `${town}-1-1`];

/** Writes matters as they are now, each with an entry of the ledger that speaks of it. */
export async function putLives(
  { pool }: Pick<Database, 'pool'>,
  jurisdiction: string,
  incidents: readonly Incident[],
): Promise<void> {
  const rows = incidents.map((one) => {
    // The engine's world has grids of its own; the county that is asked lies west and east.
    const incident = { ...one, grids: one.place.lng < 120 ? chain('w') : chain('e') };
    const columns = incidentColumns(
      incident,
      procedureOf(incident),
      (unit) => unit === 'village' || unit === 'town',
    );
    return incidentRow(jurisdiction, { incident, columns });
  });
  const set = incidentColumnNames.slice(2).map((name) => `${name} = excluded.${name}`);
  await pool.query(
    `INSERT INTO incident (${incidentColumnNames.join(', ')})
     SELECT ${incidentColumnNames.map((name) => `i.${name}`).join(', ')} FROM json_populate_recordset(NULL::incident, $1) AS i
     ON CONFLICT (jurisdiction, id) DO UPDATE SET ${set.join(', ')}`,
    [JSON.stringify(rows)],
  );
  await pool.query(
    `WITH put AS (
       INSERT INTO ledger (jurisdiction, seq, at, subject, version, body, hash)
       SELECT $1, j.seq + e.place, 0, e.id, e.version, '{}', ''
       FROM jurisdiction AS j, unnest($2::text[], $3::int[]) WITH ORDINALITY AS e (id, version, place) WHERE j.id = $1
     )
     UPDATE jurisdiction SET seq = seq + $4 WHERE id = $1`,
    [jurisdiction, incidents.map(({ id }) => id), incidents.map(({ version }) => version), incidents.length],
  );
}
