import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { refuse } from '#shared/kernel/refusal.ts';
import * as wire from '#shared/wire/saved-filters.ts';
import type { FilterStore } from '../../storage/access/saved-filters.ts';
import { forWho, type Route } from '../route.ts';

const tag = 'incidents';
const unknown = () => refuse('unknown', 'no-filter', 'id');

/** The filters a person keeps: nobody else reads or changes them. */
export function savedFilterRoutes({ filters, now }: { filters: FilterStore; now: () => number }): Route[] {
  return [
    forWho('keep-filters', {
      method: 'get',
      path: '/filters',
      tag,
      summary: 'The own saved filters',
      answer: wire.savedFilters,
      handle: ({ person }) => filters.list(person),
    }),
    forWho('keep-filters', {
      method: 'post',
      path: '/filters',
      tag,
      summary: `Keeps a filter; at most ${wire.mostFilters} a person`,
      body: wire.newFilter,
      answer: wire.savedFilter,
      async handle({ person, body }) {
        const kept = await filters.add(person, { id: randomUUID(), ...body }, now(), wire.mostFilters);
        return kept ?? refuse('invalid', 'too-many-filters', { most: wire.mostFilters }, 'filter');
      },
    }),
    forWho('keep-filters', {
      method: 'patch',
      path: '/filters/:id',
      tag,
      summary: 'Renames a filter',
      body: wire.filterChange,
      answer: wire.savedFilter,
      handle: async ({ person, params, body }) =>
        (await filters.rename(person, params['id'] ?? '', body.name)) ?? unknown(),
    }),
    forWho('keep-filters', {
      method: 'delete',
      path: '/filters/:id',
      tag,
      summary: 'Forgets a filter',
      answer: z.void(),
      handle: async ({ person, params }) =>
        (await filters.remove(person, params['id'] ?? '')) ? undefined : unknown(),
    }),
  ];
}
