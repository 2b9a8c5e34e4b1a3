import type { Post } from '#shared/access/post.ts';
import { narrowCells } from '#shared/grid/tree.ts';
import { because } from '#shared/kernel/reasons.ts';
import { fitsMask } from '#shared/kernel/sign-mask.ts';
import { usualCode, type Unit } from '#shared/pack/schema.ts';
import type { Role } from '#shared/access/person.ts';
import { fitsZone, isZone } from '#shared/clock/zone.ts';
import type { RowFile } from '#shared/pack/parts.ts';
import { checkProcedure } from './check-procedure.ts';
import { checkPlace, wantCell, wantId } from './check-references.ts';
import { checkConnected } from './check-connected.ts';
import { checkDraws } from './check-draws.ts';
import { checkIndicators } from './check-indicators.ts';
import { checkDuties } from './check-duties.ts';
import { checkLists } from './check-lists.ts';
import { checkListed } from './check-listed.ts';
import { checkPlans, checkWatch } from './check-plans.ts';
import { checkPolice, checkResponsibility, checkSix } from './check-responsibility.ts';
import { checkRoles } from './check-roles.ts';
import { checkWarnings } from './check-warnings.ts';
import { checkSensing } from './check-sensing.ts';
import { proceduresOf, type Placed, type ReadPack } from './read.ts';

/**
 * Looks at how the parts of a pack fit together, and blames every part that does not. Where a whole part cannot be read nothing
 * is concluded from it: one fault would make a dozen lines of which only the first is true.
 */
export function checkPack(read: ReadPack): void {
  if (read.head) checkHead(read);
  if (!read.isReadable) return;
  checkFormerly(read);
  for (const name of Object.keys(read.rows) as RowFile[]) checkTwice(read, name);
  checkUnits(read);
  checkStaff(read);
  checkProcedures(read);
  checkCatalogue(read);
  checkOpenings(read);
  checkDraws(read);
  checkLists(read);
  checkSensing(read);
  checkIndicators(read);
  checkResponsibility(read);
  checkWarnings(read);
  checkSix(read);
  checkDuties(read);
  checkPolice(read);
  checkPlans(read);
  checkWatch(read);
  checkListed(read);
  checkConnected(read);
  checkRoles(read);
  for (const { index, row } of read.rows.dedicated) {
    checkPlace(read, 'dedicated', index, row.place);
    wantId(read, 'dedicated', [index, 'unit'], 'units', row.unit);
  }
}

/** A year of which every data base of zones knows. */
const zoneYear = 2025;

function checkHead({ id, head, grid, blame }: ReadPack): void {
  if (!head) return;
  const { identity, calendar, policy } = head;
  if (grid && grid.levels.length !== identity.levels.length)
    blame('pack.json', ['identity', 'levels'], because('levels-of-map', { count: grid.levels.length }));
  const [west, south, east, north] = identity.bounds;
  if (identity.id !== id)
    blame('pack.json', ['identity', 'id'], because('check-folder', { id: identity.id, folder: id }));
  checkForms({ head, grid, blame });
  if (west >= east || south >= north) blame('pack.json', ['identity', 'bounds'], because('check-map-bounds'));
  if (calendar.zone !== undefined && !isZone(calendar.zone))
    blame('pack.json', ['calendar', 'zone'], because('check-no-zone', { zone: calendar.zone }));
  else if (!fitsZone(calendar, zoneYear))
    blame(
      'pack.json',
      ['calendar', 'utcOffsetMinutes'],
      because('check-zone-offset', { zone: calendar.zone ?? '' }),
    );
  let before = 0;
  calendar.periods.forEach(([from, to], i) => {
    if (from < before || to <= from) blame('pack.json', ['calendar', 'periods', i], because('check-periods'));
    before = to;
  });
  calendar.makeUpDays.forEach((day, i) => {
    if (![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()))
      blame('pack.json', ['calendar', 'makeUpDays', i], because('check-make-up-weekday', { day }));
    if (calendar.holidays.includes(day))
      blame('pack.json', ['calendar', 'makeUpDays', i], because('check-make-up-holiday', { day }));
  });
  const { onTime, closing, rework, satisfaction } = policy.league;
  if (Math.abs(onTime + closing + rework + satisfaction - 100) > 1e-9)
    blame('pack.json', ['policy', 'league'], because('check-weights'));
}

/** Codes are of the form that the county says, and what lies in no grid has one that takes it. */
function checkForms({ head, grid, blame }: Pick<ReadPack, 'head' | 'grid' | 'blame'>): void {
  if (!head) return;
  const { code, codes } = head.identity;
  const [own, ...ofLevels] = codes ?? [];
  if (own === undefined ? !usualCode.test(code) : !fitsMask(own, code))
    blame('pack.json', ['identity', 'code'], because('code-form', { code, form: own ?? '######' }));
  ofLevels.forEach((form, i) => {
    const odd = (grid?.levels[i] ?? []).filter(({ id }) => !fitsMask(form, id));
    const [first] = odd;
    if (first)
      blame(
        'pack.json',
        ['identity', 'codes', i + 1],
        because('codes-form', { form, count: odd.length, first: first.id }),
      );
  });
  const { elsewhere } = head.policy;
  if (elsewhere !== undefined && grid && !narrowCells(grid).some(({ id }) => id === elsewhere))
    blame('pack.json', ['policy', 'elsewhere'], because('elsewhere-no-grid', { grid: elsewhere }));
}

/** A former id must be free: it would mean two grids. */
function checkFormerly({ head, grid, blame }: ReadPack): void {
  for (const [before, now] of Object.entries(head?.formerly?.grids ?? {})) {
    const keys = ['formerly', 'grids', before];
    if (grid?.byId.has(before)) blame('pack.json', keys, because('check-grid-there', { grid: before }));
    if (grid && !grid.byId.has(now)) blame('pack.json', keys, because('check-no-grid', { grid: now }));
  }
}

function checkTwice(read: ReadPack, name: RowFile): void {
  const seen = new Set<string>();
  const rows: readonly Placed<{ id: string }>[] = read.rows[name];
  for (const { index, row } of rows) {
    if (seen.has(row.id)) read.blame(`${name}.json`, [index, 'id'], because('check-twice', { id: row.id }));
    seen.add(row.id);
  }
}

function checkUnits(read: ReadPack): void {
  const { rows, grid, blame } = read;
  const parents = new Map(rows.units.map(({ row }) => [row.id, row.parent]));
  for (const { index, row } of rows.units) {
    wantId(read, 'units', [index, 'parent'], 'units', row.parent);
    wantCell(read, 'units', [index, 'grid'], row.grid);
    checkPlace(read, 'units', index, row.place);
    if (isOwnAncestor(row.id, parents))
      blame('units.json', [index, 'parent'], because('check-above-itself', { unit: row.id }));
  }
  if (read.partial.has('units')) return;
  if (!rows.units.some(({ row }) => row.kind === 'centre' && row.parent === undefined))
    blame('units.json', [], because('check-no-centre'));
  const answering = new Set(rows.units.filter(({ row }) => isLocal(row)).map(({ row }) => row.grid));
  for (const cell of grid ? narrowCells(grid) : []) {
    const chain = grid?.locate(cell.centre) ?? [];
    if (!chain.some(({ id }) => answering.has(id)))
      blame('units.json', [], because('check-cell-nobody', { grid: cell.id }));
  }
}

/** Towns and communities answer for grids; squads and centres only stand in them. */
export function isLocal(unit: Unit): boolean {
  return unit.grid !== undefined && (unit.kind === 'town' || unit.kind === 'community');
}

function isOwnAncestor(id: string, parents: ReadonlyMap<string, string | undefined>): boolean {
  const seen = new Set<string>();
  for (let at = parents.get(id); at !== undefined && !seen.has(at); at = parents.get(at)) {
    if (at === id) return true;
    seen.add(at);
  }
  return false;
}

function checkStaff(read: ReadPack): void {
  for (const { index, row } of read.rows.staff) {
    wantId(read, 'staff', [index, 'unit'], 'units', row.unit);
    wantCell(read, 'staff', [index, 'grid'], row.grid);
    if (row.unit === undefined && row.grid === undefined)
      read.blame('staff.json', [index], because('check-staff-nowhere', { id: row.id }));
  }
}

/** Posts whose holders may act in a role. Walls, sources, citizens and the house itself need none. */
const holders: Partial<Record<Role, readonly Post[]>> = {
  duty: ['duty-officer', 'duty-chief'],
  leader: ['leader'],
  handler: ['handler', 'patroller'],
  field: ['grid-head', 'grid-member', 'supervisor', 'information-officer', 'liaison', 'patroller', 'agent'],
  admin: ['admin'],
};

function checkProcedures(read: ReadPack): void {
  const { head, rows, blame } = read;
  head?.procedures.forEach((id, i) => {
    if (!proceduresOf(head, rows).some((one) => one.id === id))
      blame('pack.json', ['procedures', i], because('procedure-unknown', { procedure: id }));
  });
  for (const { index, row } of rows.procedures) {
    for (const { keys, reason } of checkProcedure(row)) blame('procedures.json', [index, ...keys], reason);
    if (
      head?.procedures.includes(row.id) &&
      proceduresOf(head, rows).filter((one) => one.id === row.id).length > 1
    ) {
      blame('procedures.json', [index, 'id'], because('check-built-in', { procedure: row.id }));
    }
  }
  if (read.partial.has('staff') || read.partial.has('procedures')) return;
  const held = new Set(rows.staff.map(({ row }) => row.post));
  for (const one of proceduresOf(head, rows))
    for (const { id, posts } of one.transitions)
      if (posts && !posts.some((post) => held.has(post)))
        blame(
          'staff.json',
          [],
          because('check-step-post', { procedure: one.id, posts: posts.join(' or '), step: id }),
        );
  const acting = new Set(proceduresOf(head, rows).flatMap((one) => one.transitions.flatMap(({ by }) => by)));
  for (const role of acting) {
    const wanted = holders[role];
    if (wanted && !wanted.some((post) => held.has(post)))
      blame('staff.json', [], because('check-role-nobody', { role, posts: wanted.join(', ') }));
  }
}

function checkCatalogue(read: ReadPack): void {
  const { head, rows, ids, blame } = read;
  const known = new Set([...proceduresOf(head, rows).map(({ id }) => id), ...ids.procedures]);
  const handlers = new Set(
    rows.staff
      .filter(({ row }) => row.post === 'handler' || row.post === 'patroller')
      .map(({ row }) => row.unit),
  );
  for (const { index, row } of rows.catalogue) {
    row.units.forEach((unit, i) => {
      wantId(read, 'catalogue', [index, 'units', i], 'units', unit);
      if (ids.units.has(unit) && !handlers.has(unit) && !read.partial.has('staff'))
        blame('catalogue.json', [index, 'units', i], because('check-no-handler', { unit }));
    });
    const procedure = proceduresOf(head, rows).find(({ id }) => id === row.procedure);
    if (!known.has(row.procedure))
      blame(
        'catalogue.json',
        [index, 'procedure'],
        because('procedure-unknown', { procedure: row.procedure }),
      );
    for (const clock of procedure?.clocks ?? [])
      if ((clock.limit === undefined || clock.limit === 'given') && !(clock.id in row.limits))
        blame(
          'catalogue.json',
          [index, 'limits'],
          because('check-no-limit', { procedure: row.procedure, clock: clock.id }),
        );
    const { whole, handling } = row.limits;
    if (whole && whole.unit === handling?.unit && whole.amount < handling.amount)
      blame('catalogue.json', [index, 'limits', 'whole'], because('check-whole-short'));
  }
}

/** Matters that a procedure opens are of items the catalogue has. */
function checkOpenings(read: ReadPack): void {
  const { head, rows, ids, blame } = read;
  const procedures = proceduresOf(head, rows);
  const opened = (procedure: string): string[] =>
    procedures
      .filter(({ id }) => id === procedure)
      .flatMap(({ transitions }) => transitions.flatMap(({ effects }) => effects))
      .flatMap((effect) => (effect.do === 'open' ? [effect.item] : []));
  for (const { id } of procedures)
    for (const item of opened(id))
      if (!ids.catalogue.has(item))
        blame('catalogue.json', [], because('check-opens', { procedure: id, item }));
}
