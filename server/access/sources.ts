import type { DoorName } from '#shared/access/doors.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { AccessStore } from '../storage/access-store.ts';
import { hashToken, makeId, makeToken } from './token.ts';

export interface Source {
  jurisdiction: string;
  source: string;
  doors: readonly string[];
}
export interface ListedSource {
  id: string;
  source: string;
  doors: string[];
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
      return { jurisdiction: row.jurisdiction, source: row.source, doors: row.doors };
    },
    async list(jurisdiction: string): Promise<ListedSource[]> {
      const rows = await store.sources(jurisdiction);
      return rows.map(({ id, source, doors, revoked, made_at }) => ({
        id,
        source,
        doors,
        revoked,
        madeAt: made_at,
      }));
    },
    /** The token is told once. */
    async issue(
      jurisdiction: string,
      source: string,
      doors: readonly DoorName[],
      demo = false,
    ): Promise<{ id: string; token: string }> {
      const id = makeId('source');
      const token = makeToken();
      await store.putSource({
        id,
        jurisdiction,
        hash: hashToken(token),
        source,
        doors: [...doors],
        demo,
        revoked: false,
        made_at: now(),
      });
      return { id, token };
    },
    revoke: (jurisdiction: string, id: string) => store.revoke('source', jurisdiction, id),
  };
}
