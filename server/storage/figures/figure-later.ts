import { sql, type RawBuilder, type SqlBool, type Transaction } from 'kysely';
import type { Window } from '#shared/indicator/window.ts';
import { dayMs } from '#shared/kernel/span.ts';
import type { Tables } from '../tables.ts';
import { asSum } from './figure-merge.ts';
import type { Part, Sum } from './figure-part.ts';
import type { SumsAsk } from './figure-sums.ts';

/**
 * What the sums of a window that is over hold too much of: what was closed, filed or dispatched after its end. Who waited for
 * more than a day stands in an index of its own.
 */
export async function readLater(
  trx: Transaction<Tables>,
  part: Part,
  { from, to }: Window,
  { by, wanted, names = laterNames }: SumsAsk,
): Promise<Sum[]> {
  const later = (name: string, began: string, done: string, slow: string): RawBuilder<unknown>[] => {
    const piece = (since: number, how: string) => sql`select ${sql.raw(
      [
        ...['m.procedure', 'm.child', ...by.map((one) => one.row(`m.${began}`))],
        ...laterNames.map((one) => (one === name ? '1' : '0')),
      ].join(', '),
    )} from figure_matter as m where m.jurisdiction = ${part.jurisdiction}
      and m.${sql.raw(began)} >= ${since}::int8 and m.${sql.raw(began)} < ${to}::int8 and m.${sql.raw(done)} >= ${to}::int8
      and ${sql.raw(how)} and ${part.where}`;
    return slow === 'late'
      ? [piece(from, 'm.closed_at > m.due_at')]
      : [
          piece(from, `m.${done} - m.${began} > ${dayMs}`),
          piece(Math.max(from, to - dayMs), `m.${done} - m.${began} <= ${dayMs}`),
        ];
  };
  const all = {
    due_closed: () => later('due_closed', 'owed_at', 'closed_at', 'late'),
    accepted_filed: () => later('accepted_filed', 'accepted_at', 'filed_at', 'slow'),
    filed_sent: () => later('filed_sent', 'filed_at', 'dispatched_at', 'slow'),
  };
  const pieces = laterNames.flatMap((name) => (names.includes(name) ? all[name]() : []));
  if (pieces.length === 0) return [];
  const extra = by.map(({ name }, place) => `g${place} as ${name}`);
  const columns = ['procedure', 'child', ...by.map((_, place) => `g${place}`), ...laterNames];
  const group = by.map((_, place) => `g${place}`);
  const { rows } = await sql<Record<(typeof laterNames)[number], number>>`
    select ${sql.raw([...extra, ...laterNames.map((name) => `coalesce(sum(${name}), 0)::int8 as ${name}`)].join(', '))}
    from (${sql.join(pieces, sql` union all `)}) as pieces (${sql.raw(columns.join(', '))})
    where ${wanted ?? sql<SqlBool>`true`} ${group.length === 0 ? sql`` : sql`group by ${sql.raw(group.join(', '))}`}`.execute(
    trx,
  );
  return rows.map((row) =>
    asSum(
      row,
      laterNames.map((name) => [name, row[name]]),
    ),
  );
}
const laterNames = ['due_closed', 'accepted_filed', 'filed_sent'] as const;
