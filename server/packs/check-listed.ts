import { because } from '#shared/kernel/reasons.ts';
import { inRecord } from '#shared/kernel/localized.ts';
import type { ListedItem } from '#shared/procedure/listed.ts';
import { wantId } from './check-references.ts';
import { proceduresOf, type ReadPack } from './read.ts';

/** Blames entries that name what is not there or stand twice on their list, and forms that demand an entry of an empty list. */
export function checkListed(read: ReadPack): void {
  const { head, rows, blame } = read;
  const classes = new Set(rows.catalogue.map(({ row }) => inRecord(row.class)));
  const seen = new Set<string>();
  const filled = new Set<string>();
  for (const { index, row } of rows.listed) {
    wantId(read, 'listed', [index, 'unit'], 'units', row.unit);
    if (row.class !== undefined && !classes.has(row.class))
      blame('listed.json', [index, 'class'], because('check-no-class', { class: row.class }));
    if (row.way !== undefined && row.list !== 'service')
      blame('listed.json', [index, 'way'], because('check-way', { id: row.id }));
    checkBodies(read, index, row);
    const key = `${row.list} ${inRecord(row.name)}`;
    if (seen.has(key))
      blame('listed.json', [index, 'name'], because('check-listed-twice', { name: inRecord(row.name) }));
    seen.add(key);
    filled.add(row.list);
  }
  for (const { id, form, transitions } of proceduresOf(head, rows))
    for (const field of [form, ...transitions.map((one) => one.form)].flat())
      if (field.required && field.lists && !field.lists.some((list) => filled.has(list)))
        blame('listed.json', [], because('check-listed-none', { id, lists: field.lists.join(' or ') }));
}

/** Functions alone are handed on, to units that are there, for a time that ends after it begins. */
function checkBodies(read: ReadPack, index: number, row: ListedItem): void {
  const { list, bodies = [], from, until } = row;
  if (list !== 'function' && (bodies.length > 0 || from !== undefined || until !== undefined))
    read.blame('listed.json', [index, 'bodies'], because('check-bodies', { id: row.id }));
  bodies.forEach((body, i) => wantId(read, 'listed', [index, 'bodies', i], 'units', body));
  if (from !== undefined && until !== undefined && until < from)
    read.blame('listed.json', [index, 'until'], because('check-ends', { id: row.id }));
}
