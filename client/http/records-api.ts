import type { z } from 'zod';
import type { Purpose } from '#shared/record/purpose.ts';
import { recordCredit } from '#shared/wire/record-credit.ts';
import * as wire from '#shared/wire/records.ts';
import { openCall, pageFetch, type Fetch } from './call.ts';

type Query = Record<string, string | number | undefined>;

/** Records of the world: people, dwellings, firms, assets. What people are looked at for goes with every question. */
export function openRecordsApi(jurisdiction: string, fetch: Fetch = pageFetch) {
  const call = openCall(jurisdiction, fetch, '/records');
  const ask = <S extends z.ZodType>(schema: S, path: string, query: Query = {}) => {
    const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
    const asked = new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString();
    return call.ask(schema, `${path}${asked && `?${asked}`}`);
  };
  const send = <S extends z.ZodType>(schema: S, path: string, body: unknown, method = 'POST') =>
    call.send(schema, path, body, {}, method);
  const at = (id: string): string => `/${encodeURIComponent(id)}`;
  return {
    find: (query: Query) => ask(wire.recordList, '', query),
    counts: (grid?: string) => ask(wire.recordCounts, '/counts', { grid }),
    due: (grid: string, kind: string, purpose?: Purpose) =>
      ask(wire.recordsDue, '/due', { grid, kind, purpose }),
    coverage: (grid: string | undefined, kind: string) =>
      ask(wire.recordCoverage, '/coverage', { grid, kind }),
    split: (grid: string) => ask(wire.gridSplit, '/split', { grid }),
    open: (id: string, purpose?: Purpose) => ask(wire.recordDetail, at(id), { purpose }),
    credit: (id: string) => ask(recordCredit, `${at(id)}/credit`),
    versions: (id: string, purpose?: Purpose) => ask(wire.recordVersions, `${at(id)}/versions`, { purpose }),
    add: (body: z.input<typeof wire.newRecord>) => send(wire.recordChanged, '', body),
    correct: (id: string, body: z.input<typeof wire.recordChange>) =>
      send(wire.recordChanged, at(id), body, 'PATCH'),
    confirm: (id: string, body: z.input<typeof wire.recordConfirmation>) =>
      send(wire.recordChanged, `${at(id)}/confirmations`, body),
    unmask: (id: string, body: z.input<typeof wire.recordUnmasking>) =>
      send(wire.unmasked, `${at(id)}/unmaskings`, body),
    link: (id: string, body: z.input<typeof wire.recordLink>) =>
      send(wire.recordLink, `${at(id)}/matters`, body),
  };
}
export type RecordsApi = ReturnType<typeof openRecordsApi>;
