import { inRecord } from '#shared/kernel/localized.ts';
import type { Point } from '#shared/geo/point.ts';
import { chainTo } from '#shared/grid/chain.ts';
import { type Cell, narrowCells } from '#shared/grid/tree.ts';
import { dice, seedOf, type Dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { kindOf } from '#shared/record/kinds.ts';
import { identityCheck } from '#shared/record/values.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import { importedId, makeContent } from '../records/rows.ts';
import type { Sealing } from '../records/sealing.ts';
import { personName, phoneNumber } from '../simulator/people-words.ts';
import type { WorldRow } from '../storage/world/world-row.ts';
import { demoSource, makingOf, type Making } from './world-making.ts';
import { groupsOf, type Homes } from './world-groups.ts';
import { objectsOf } from './world-objects.ts';
import { thingsOf } from './world-things.ts';

const seed = 20_261_129;

/** A building with what hangs on it. */
const ofBlock = 65;
/** So many buildings stand in a cell before the next one has any: a small demo has a few whole grids and not one house in each. */
const fewestInCell = 4;

/**
 * People, dwellings, firms, assets of a pretend county by seeded dice: names thrown together, telephones that no carrier gives out,
 * identity numbers of a region that gives out none. About `count` records; the cells named first are filled first.
 */
export function* makeWorld(
  pack: LoadedPack,
  sealing: Sealing,
  { count, now, first }: { count: number; now: number; first: readonly string[] },
): Generator<WorldRow> {
  const roll = dice(seedOf(`${seed}:${pack.id}`));
  const blocks = Math.max(1, Math.round(count / ofBlock));
  const all = narrowCells(pack.grid);
  const isFirst = (cell: Cell): boolean => chainTo(pack.grid, cell.id).some(({ id }) => first.includes(id));
  const cells = [...all.filter(isFirst), ...all.filter((cell) => !isFirst(cell))];
  const used = cells.slice(0, Math.max(1, Math.min(cells.length, Math.floor(blocks / fewestInCell))));
  for (const [at, cell] of used.entries()) {
    const of = Math.floor(((at + 1) * blocks) / used.length) - Math.floor((at * blocks) / used.length);
    yield* cellRows(pack, sealing, { roll, cell, now, blocks: of });
  }
  yield* objectsOf(pack, sealing, now);
  yield* powersOf(pack, sealing, now);
}

function* cellRows(
  pack: LoadedPack,
  sealing: Sealing,
  { roll, cell, now, blocks }: { roll: Dice; cell: Cell; now: number; blocks: number },
): Generator<WorldRow> {
  const rows: WorldRow[] = [];
  const making = makingOf(pack, sealing, { roll, cell, now }, rows);
  const town = pack.grid.byId.get(cell.parent ?? '')?.name ?? cell.name;
  const village = town.replace(/(?:社区|村|居)(?:居民委员会|村民委员会|委员会)?$/u, '');
  const street = `${village}${roll.pick(['一村', '二村', '新村', '花园', '家园', '东苑'])}`;
  for (let block = 0; block < blocks; block++) {
    const name = `${street} ${block + 1} 幢`;
    groupsOf(making, name, `${cell.id}/${block}`, putBuilding(making, name, `${cell.id}/${block}`));
    thingsOf(making, { pack, village, key: `${cell.id}/${block}` });
    yield* rows.splice(0);
  }
}

function putBuilding(making: Making, address: string, key: string): Homes {
  const { roll, put } = making;
  const place = making.place();
  const building = put(
    'building',
    key,
    {
      address,
      use: 'living',
      floors: 6,
      built: roll.between(1986, 2015),
      flats: 12,
      safety: roll.pick(['a', 'a', 'b', 'b', 'b', 'c']),
      chief: personName(roll),
      'chief-phone': phoneNumber(roll),
    },
    { place },
  );
  const homes: Homes = { building, place, dwellings: [], heads: [] };
  for (let flat = 0; flat < 12; flat++) {
    const number = `${Math.floor(flat / 2) + 1}0${(flat % 2) + 1}`;
    const home = putDwelling(making, {
      building,
      place,
      address: `${address} ${number}`,
      key: `${key}/${number}`,
    });
    homes.dwellings.push(home.dwelling);
    if (home.head !== undefined) homes.heads.push(home.head);
  }
  return homes;
}

function putDwelling(
  making: Making,
  { building, place, address, key }: { building: string; place: Point; address: string; key: string },
): { dwelling: string; head?: string | undefined } {
  const { roll, put } = making;
  const use = roll.chance(0.08) ? 'vacant' : roll.chance(0.25) ? 'let' : 'own';
  const landlord = use === 'let' ? { landlord: personName(roll), 'landlord-phone': phoneNumber(roll) } : {};
  // A few were passed by: they are what a task list shows.
  const daysAgo = roll.chance(0.03) ? roll.between(31, 45) : roll.between(0, 28);
  const dwelling = put(
    'dwelling',
    key,
    { address, building, use, area: roll.between(48, 140), ...landlord },
    { place, daysAgo },
  );
  if (use === 'vacant') return { dwelling };
  const people = roll.weighted([0, 22, 30, 28, 14, 6]);
  const surname = personName(roll).slice(0, 1);
  const ids = Array.from({ length: people }, (_, i) =>
    putPerson(
      making,
      { key: `${key}/${i}`, address, dwelling, place, isAlone: people === 1, use },
      i,
      surname,
    ),
  );
  put(
    'household',
    key,
    { number: numberOf(key), dwelling, head: ids[0], members: people, tenure: use === 'let' ? 'let' : 'own' },
    { place, address },
  );
  return { dwelling, head: ids[0] };
}

/** The number of a household: of its grid, its building and its flat. */
const numberOf = (key: string): string => key.replaceAll(/[^\d]/gu, '');

function putPerson(
  making: Making,
  at: { key: string; address: string; dwelling: string; place: Point; isAlone: boolean; use: string },
  index: number,
  surname: string,
): string {
  const { roll, put, now } = making;
  const isElder = at.isAlone ? roll.chance(0.5) : roll.chance(0.2);
  const age = index >= 2 ? roll.between(1, 24) : isElder ? roll.between(66, 93) : roll.between(23, 64);
  const birth = new Date(now - age * 365.25 * dayMs - roll.between(0, 364) * dayMs)
    .toISOString()
    .slice(0, 10);
  const sex = roll.chance(0.5) ? 'female' : 'male';
  const full = personName(roll);
  const attention = [
    ...(at.isAlone ? ['alone'] : []),
    ...(age >= 80 ? ['elderly'] : []),
    ...(roll.chance(0.02) ? ['disabled'] : []),
  ];
  return put(
    'person',
    at.key,
    {
      name: index === 0 || index >= 2 ? surname + full.slice(1) : full,
      dwelling: at.dwelling,
      sex,
      birth,
      identity: identityOf(roll, birth, sex),
      phone: age >= 12 ? phoneNumber(roll) : undefined,
      stay: at.use === 'let' ? 'floating' : roll.chance(0.04) ? 'away' : 'registered',
      attention: attention.length > 0 ? attention : undefined,
      contact: age >= 70 ? phoneNumber(roll) : undefined,
      health:
        age >= 60 && roll.chance(0.5) ? roll.pick(['高血压', '糖尿病', '冠心病术后', '行动不便']) : undefined,
      aid: roll.chance(0.03) ? roll.pick(['低保', '特困供养', '临时救助']) : undefined,
    },
    { place: at.place, address: at.address },
  );
}

/** 320000 is a province: no office there gives out numbers. */
function identityOf(roll: Dice, birth: string, sex: string): string {
  const order = roll.between(0, 499) * 2 + (sex === 'male' ? 1 : 0);
  const digits = `320000${birth.replaceAll('-', '')}${String(order).padStart(3, '0')}`;
  return digits + identityCheck(digits);
}

/** 权责清单: the powers that the pack lists, each with the department that holds it. */
function* powersOf(pack: LoadedPack, sealing: Sealing, now: number): Generator<WorldRow> {
  for (const { id, list, name, unit } of pack.listed.values()) {
    if (list !== 'power') continue;
    const values = { name: inRecord(name), number: id, sort: 'penalty', holder: unit, from: '2026-01-01' };
    const recordId = importedId(pack.id, demoSource, 'power', id);
    const content = makeContent(sealing, pack, {
      id: recordId,
      kind: must(kindOf('power'), 'power'),
      values,
      place: null,
      address: undefined,
    });
    yield {
      ...content,
      version: 1,
      source: demoSource,
      confirmedAt: now,
      confirmedBy: demoSource,
      madeAt: now,
      changedAt: now,
      endedAt: null,
    };
  }
}
