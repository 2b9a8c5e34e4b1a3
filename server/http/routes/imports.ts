import { refuse } from '#shared/kernel/refusal.ts';
import { peopleSheet } from '#shared/wire/people.ts';
import { fieldsOf, type Imports } from '../../access/people-import.ts';
import type { ImportHead, ImportRowKept } from '../../storage/access/import-store.ts';
import type { Route } from '../route.ts';
import { sheetRoutes } from './sheet-routes.ts';

/** Sheets of people. One looks at what one brought oneself, and at every sheet who is of the whole jurisdiction. */
export const importRoutes = ({ imports }: { imports: Imports }): Route[] =>
  sheetRoutes<ImportHead, ImportRowKept>({
    who: 'keep-people',
    path: '/imports',
    tag: 'people',
    of: 'people',
    wire: peopleSheet,
    sheets: imports,
    fieldsOf,
    trial: ({ person, pack }, head) => imports.trial(person, pack, head),
    guards(person, head, how) {
      if (head.made_by === person.id) return null;
      if (person.grids.length > 0) return refuse('unknown', 'sheet-unknown', 'id');
      return how === 'look' ? null : refuse('forbidden', 'sheet-of-bringer');
    },
    rowOf: ({ login }, { changes = [] }) => ({ login, changes }),
  });
