import type { SourceBounds } from '#shared/access/bounds.ts';
import type { DoorName } from '#shared/access/doors.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { KnownSource } from '../ports.ts';
import type { AccessStore } from '../storage/access/access-store.ts';
import { hashToken, makeId, makeToken } from './token.ts';

export type Source = KnownSource;
export interface ListedSource {
  id: string;
  source: string;
  doors: string[];
  bounds: SourceBounds | null;
  revoked: boolean;
  madeAt: number;
}
export type Sources = ReturnType<typeof openSources>;

/** Other systems: device gateways, camera boxes, hotlines. A token opens the doors it names and nothing else. */
export function openSources(store: AccessStore, now: () => number) {
  return {
    async identify(token: string): Promise<Source | Refusal> {
      const row = await store.sourceByHash(hashToken(token));
      if (!row || row.revoked) return refuse('unauthenticated', 'this token is not valid');
      const { id, jurisdiction, source, doors, bounds } = row;
      return { id, jurisdiction, source, doors, bounds };
    },
    async list(jurisdiction: string): Promise<ListedSource[]> {
      const rows = await store.sources(jurisdiction);
      return rows.map(({ id, source, doors, bounds, revoked, made_at }) => ({
        id,
        source,
        doors,
        bounds,
        revoked,
        madeAt: made_at,
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
      // Its name is what its facts carry and what its bounds hang on.
      const rows = await store.sources(jurisdiction);
      if (rows.some((row) => row.source === source && !row.revoked))
        return refuse('duplicate', 'a source has this name: revoke its token first', 'source');
      const id = makeId('source');
      const token = makeToken();
      await store.putSource({
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
      return { id, token };
    },
    async stands(id: string): Promise<boolean> {
      return (await store.sourceById(id))?.revoked === false;
    },
    revoke: (jurisdiction: string, id: string) => store.revoke('source', jurisdiction, id),
  };
}
