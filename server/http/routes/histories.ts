import { refuse } from '#shared/kernel/refusal.ts';
import { historySheet } from '#shared/wire/history.ts';
import { fieldsOf, type History } from '../../history/history.ts';
import type { HistoryHead, HistoryRowKept } from '../../storage/record/history-store.ts';
import type { Route } from '../route.ts';
import { sheetRoutes } from './sheet-routes.ts';

/** Histories of matters. One is of the whole jurisdiction: whoever is bounded to a part of its grids brings none. */
export const historyRoutes = ({ history }: { history: History }): Route[] =>
  sheetRoutes<HistoryHead, HistoryRowKept>({
    who: 'configure',
    path: '/histories',
    tag: 'history',
    of: 'matters',
    wire: historySheet,
    sheets: history,
    large: true,
    fieldsOf,
    trial: ({ pack }, head) => history.trial(pack, head),
    bars: ({ grids }) => (grids.length > 0 ? refuse('forbidden', 'history-of-whole') : null),
    rowOf: ({ incident }) => ({ incident }),
  });
