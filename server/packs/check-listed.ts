import { inRecord } from '#shared/kernel/localized.ts';
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
      blame('listed.json', [index, 'class'], `catalogue.json has no class "${row.class}"`);
    if (row.way !== undefined && row.list !== 'service')
      blame('listed.json', [index, 'way'], `only services have a way, "${row.id}" is none`);
    const key = `${row.list} ${inRecord(row.name)}`;
    if (seen.has(key))
      blame('listed.json', [index, 'name'], `"${inRecord(row.name)}" stands on its list twice`);
    seen.add(key);
    filled.add(row.list);
  }
  for (const { id, form, transitions } of proceduresOf(head, rows))
    for (const field of [form, ...transitions.map((one) => one.form)].flat())
      if (field.required && field.lists && !field.lists.some((list) => filled.has(list)))
        blame('listed.json', [], `"${id}" demands one of ${field.lists.join(' or ')}, and there is none`);
}
