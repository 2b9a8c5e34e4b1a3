import { asWall } from '#shared/access/outsiders.ts';
import type { Person } from '#shared/access/person.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { AccessStore } from '../storage/access/access-store.ts';
import type { DeviceRow } from '../storage/access/access-tables.ts';
import { hashToken, makeId, makeToken } from './token.ts';

export interface ListedDevice {
  id: string;
  name: string;
  grids: string[];
  revoked: boolean;
  madeAt: number;
  /** When it last asked, to the minute. */
  usedAt: number | null;
}
export type Devices = ReturnType<typeof openDevices>;

/** Wall screens. Each has a token of its own that never runs out and can be revoked. */
export function openDevices(store: AccessStore, now: () => number) {
  /** No finer than a minute, so that not every request writes. */
  async function used({ id, used_at }: DeviceRow): Promise<void> {
    if (now() - (used_at ?? 0) > minuteMs) await store.useToken('device', id, now());
  }
  return {
    async admit(jurisdiction: string, token: string): Promise<Person | Refusal> {
      const row = await store.deviceByHash(hashToken(token));
      if (!row || row.revoked || row.jurisdiction !== jurisdiction)
        return refuse('unauthenticated', 'screen-token-bad');
      await used(row);
      return asPerson(row);
    },
    /** Null when there is none, or it was revoked. */
    async find(jurisdiction: string, id: string): Promise<Person | null> {
      const row = await store.deviceById(id);
      if (!row || row.revoked || row.jurisdiction !== jurisdiction) return null;
      await used(row);
      return asPerson(row);
    },
    async list(jurisdiction: string): Promise<ListedDevice[]> {
      const rows = await store.devices(jurisdiction);
      return rows.map(({ id, name, grids, revoked, made_at, used_at }) => ({
        id,
        name,
        grids,
        revoked,
        madeAt: made_at,
        usedAt: used_at,
      }));
    },
    /** The token is told once. `grids` bounds what the wall shows; none: the whole jurisdiction. */
    async issue(
      jurisdiction: string,
      name: string,
      grids: string[],
      demo = false,
    ): Promise<{ id: string; token: string }> {
      const id = makeId('wall');
      const token = makeToken();
      await store.putDevice({
        id,
        jurisdiction,
        hash: hashToken(token),
        name,
        grids,
        demo,
        revoked: false,
        made_at: now(),
      });
      return { id, token };
    },
    revoke: (jurisdiction: string, id: string) => store.revoke('device', jurisdiction, id),
  };
}

function asPerson({ id, name, jurisdiction, grids }: DeviceRow): Person {
  return { id, name, ...asWall, jurisdiction, grids };
}
