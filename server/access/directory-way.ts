import type { Directory } from '#shared/access/directory.ts';
import { may, type Role } from '#shared/access/may.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { Log } from '../log.ts';
import type { PersonRow } from '../storage/access/access-tables.ts';
import type { SeatStore } from '../storage/access/seat-store.ts';
import { openDirectory, type AskDirectory } from './directory.ts';
import type { People } from './people.ts';

export interface CameThere {
  row: PersonRow;
  moved?: string | undefined;
}
interface WayPorts {
  directories: Readonly<Record<string, Directory>>;
  people: Pick<People, 'openRow' | 'change'>;
  seats: Pick<SeatStore, 'tell'>;
  log: Log;
}

/**
 * Who has an account without a password of its own comes in by the one of the directory. The directory makes no account and opens none that
 * is shut; an account that has a password here is opened by that alone, so that somebody comes in while the directory is away. Null: it is
 * none of its cases, or it knows nobody so.
 */
export function openDirectoryWay({ directories, people, seats, log }: WayPorts) {
  const open = new Map<string, AskDirectory>(
    Object.entries(directories).map(([id, one]) => [id, openDirectory(one, log)]),
  );
  return async (
    jurisdiction: string,
    login: string,
    password: string,
  ): Promise<CameThere | Refusal | null> => {
    const ask = open.get(jurisdiction);
    const row = ask ? await people.openRow(jurisdiction, login) : null;
    if (!ask || (row && row.hash !== '')) return null;
    // Asked of a login that is none too: the answer takes as long.
    const found = await ask(login, password);
    if (!row || found === null) return null;
    if (isRefusal(found)) return found;
    const { gives } = found;
    if (!gives || (gives.role === row.role && gives.countyRole === (row.county_role ?? null))) return { row };
    // Those who watch over administrators are made by each other alone (三员分立).
    if (may({ role: row.role as Role }, 'read-audit'))
      return refuse('forbidden', 'directory-no-role', 'login');
    const changed = await people.change(jurisdiction, login, gives);
    if (isRefusal(changed)) return changed;
    await seats.tell(jurisdiction, row.id);
    const named = (role: string, own: string | null): string => [role, own].filter(Boolean).join('/');
    const moved = `role ${named(row.role, row.county_role ?? null)} → ${named(gives.role, gives.countyRole)}`;
    return { row: { ...row, role: gives.role, county_role: gives.countyRole }, moved };
  };
}
