import type { SourceBounds } from '#shared/access/bounds.ts';
import type { DoorName } from '#shared/access/doors.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { KnownSource } from '../ports.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { AccessStore } from '../storage/access/access-store.ts';
import type { SourceRow } from '../storage/access/access-tables.ts';
import { hashToken, makeId, makeToken } from './token.ts';

export type Source = KnownSource;
export interface ListedSource {
  id: string;
  source: string;
  doors: string[];
  bounds: SourceBounds | null;
  revoked: boolean;
  madeAt: number;
  /** When it last came in, to the minute. */
  usedAt: number | null;
}
export type Sources = ReturnType<typeof openSources>;

/** Other systems: device gateways, camera boxes, hotlines. A token opens the doors it names and nothing else. */
export function openSources(store: AccessStore, now: () => number) {
  /** Not revoked, and within its dates. */
  const stands = ({ revoked, bounds }: Pick<SourceRow, 'revoked' | 'bounds'>): boolean =>
    !revoked && (bounds?.from ?? 0) <= now() && now() < (bounds?.until ?? Infinity);
  return {
    async identify(token: string): Promise<Source | Refusal> {
      const row = await store.sourceByHash(hashToken(token));
      if (!row || !stands(row)) return refuse('unauthenticated', 'token-bad');
      const { id, jurisdiction, source, doors, bounds } = row;
      if (now() - (row.used_at ?? 0) > minuteMs) await store.useToken('source', id, now());
      return { id, jurisdiction, source, doors, bounds };
    },
    async list(jurisdiction: string): Promise<ListedSource[]> {
      const rows = await store.sources(jurisdiction);
      return rows.map(({ id, source, doors, bounds, revoked, made_at, used_at }) => ({
        id,
        source,
        doors,
        bounds,
        revoked,
        madeAt: made_at,
        usedAt: used_at,
      }));
    },
    /** The token is told once. */
    async issue(
      jurisdiction: string,
      source: string,
      doors: readonly DoorName[],
      bounds: SourceBounds | null,
      demo = false,
    ): Promise<{ id: string; token: string } | Refusal> {
      const id = makeId('source');
      const token = makeToken();
      // Its name is what its facts carry and what its bounds hang on.
      const isAdded = await store.addSource({
        id,
        jurisdiction,
        hash: hashToken(token),
        source,
        doors: [...doors],
        bounds,
        demo,
        revoked: false,
        made_at: now(),
      });
      return isAdded ? { id, token } : refuse('duplicate', 'source-named-so', 'source');
    },
    async stands(id: string): Promise<boolean> {
      const row = await store.sourceById(id);
      return row !== undefined && stands(row);
    },
    revoke: (jurisdiction: string, id: string) => store.revoke('source', jurisdiction, id),
  };
}
