import { levelColumns } from '#shared/grid/levels.ts';

/** Columns of `figure_matter`, and what each is made from: rows `i` of `incident`, taken apart once as `s`. */
const columns: Record<string, string> = {
  jurisdiction: 'i.jurisdiction',
  id: 'i.id',
  procedure: 'i.procedure',
  child: 'i.parent is not null',
  ...same('node', 'item', 'source', ...levelColumns, 'lead', 'units', 'onlookers'),
  agent: `coalesce(a.agent, case when i.procedure = any($4::text[]) then
    (select b.agent from ledger_bound b where b.jurisdiction = i.jurisdiction and b.subject = i.id) end)`,
  ...same('reported_at', 'accepted_at', 'filed_at', 'dispatched_at', 'signed_at', 'handled_at', 'checked_at'),
  ...same('closed_at', 'evaluated_at', 'assessed_at', 'archived_at', 'due_at'),
  // Void, merged and not-filed matters are due for nothing.
  owed_at: `case when i.ended is null or i.ended = 'archived' then least(i.closed_at, i.due_at) end`,
  handling_owed_at: `case when i.handling_due_at is not null and (i.ended is null or i.ended = 'archived')
    then least(i.handled_at, i.handling_due_at) end`,
  ...same('handled_on_time', 'reworks', 'extensions', 'supervised', 'rating'),
  rated_own: `coalesce(s.rating ->> 'own' = 'true', false)`,
  ...same('grass_roots', 'overdue', 'ended', 'open', 'origin', 'counted'),
  kept: `array(select split_part(c.key, '@', 1) from ${clocks()} group by 1
    having bool_and(c.stopped is not null and c.stopped <= c.due) order by 1)`,
  late: `array(select split_part(c.key, '@', 1) from ${clocks()} group by 1
    having bool_or(case when c.stopped is null then c.lapsed is not null else c.stopped > c.due end) order by 1)`,
  outcome: `(select r.key from json_each_text(s.reached) as r where r.key = any($3::text[]) order by r.value::int8 desc limit 1)`,
  promise: `case when s.clocks #>> '{whole,limit,unit}' = 'work-day' then (s.clocks #>> '{whole,limit,amount}')::real end`,
};

function same(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `i.${name}`]));
}

function clocks(): string {
  return `(select key, (value ->> 'stoppedAt')::int8 as stopped, (value ->> 'dueAt')::int8 as due,
    value ->> 'lapsedAt' as lapsed from json_each(s.clocks) where key <> 'whole') as c`;
}

export const matterColumns: readonly string[] = Object.keys(columns);

/**
 * The rows of matters as they are by now: $1 jurisdiction, $3 the nodes that say how a matter came out, $4 procedures whose work
 * is one person's, who is read from the ledger (the one who took it on last). `where` names incidents `i`.
 */
export const readMatters = (where: string): string => `
  select ${Object.entries(columns)
    .map(([name, value]) => `${value} as ${name}`)
    .join(', ')}
  from incident as i
  cross join lateral json_to_record(i.state) as s (clocks json, reached json, rating json)
  left join lateral (
    select l.body::json #>> '{by,id}' as agent from ledger as l
    where l.jurisdiction = i.jurisdiction and l.subject = i.id and i.procedure = any($4::text[])
      and l.body like '%"transition":"accept"%'
    order by l.version desc limit 1
  ) as a on true
  where i.jurisdiction = $1 and ${where}`;

/** Puts rows of the named set in the place of those that stand. */
export const putMatters = (from: string): string => `
  insert into figure_matter (${matterColumns.join(', ')}) select ${matterColumns.join(', ')} from ${from}
  on conflict (jurisdiction, id) do update set ${matterColumns
    .slice(2)
    .map((name) => `${name} = excluded.${name}`)
    .join(', ')}`;
