import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Role } from '#shared/access/person.ts';
import { refuse } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/saved-filters.ts';
import type { FilterStore } from '../../storage/access/saved-filters.ts';
import { forRoles, type Route } from '../route.ts';

const keepers: readonly Role[] = ['duty', 'leader', 'handler', 'field', 'admin'];
const tag = 'incidents';
const unknown = () => refuse('unknown', 'you keep no such filter', 'id');

/** The filters a person keeps: nobody else reads or changes them. */
export function savedFilterRoutes({ filters, now }: { filters: FilterStore; now: () => number }): Route[] {
  return [
    forRoles(keepers, {
      ...{ method: 'get', path: '/filters', tag, summary: 'The own saved filters' },
      answer: wire.savedFilters,
      handle: ({ person }) => filters.list(person),
    }),
    forRoles(keepers, {
      ...{
        method: 'post',
        path: '/filters',
        tag,
        summary: `Keeps a filter; at most ${wire.mostFilters} a person`,
      },
      body: wire.newFilter,
      answer: wire.savedFilter,
      async handle({ person, body }) {
        const kept = await filters.add(person, { id: randomUUID(), ...body }, now(), wire.mostFilters);
        return kept ?? refuse('invalid', `nobody keeps more than ${wire.mostFilters} filters`, 'filter');
      },
    }),
    forRoles(keepers, {
      ...{ method: 'patch', path: '/filters/:id', tag, summary: 'Renames a filter' },
      body: wire.filterChange,
      answer: wire.savedFilter,
      handle: async ({ person, params, body }) =>
        (await filters.rename(person, params['id'] ?? '', body.name)) ?? unknown(),
    }),
    forRoles(keepers, {
      ...{ method: 'delete', path: '/filters/:id', tag, summary: 'Forgets a filter' },
      answer: z.void(),
      handle: async ({ person, params }) =>
        (await filters.remove(person, params['id'] ?? '')) ? undefined : unknown(),
    }),
  ];
}
