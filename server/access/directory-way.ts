import { may, type Role } from '#shared/access/may.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { PersonRow } from '../storage/access/access-tables.ts';
import type { SeatStore } from '../storage/access/seat-store.ts';
import type { FoundThere, OpenDirectory } from './directory.ts';
import type { People } from './people.ts';

export interface CameThere {
  row: PersonRow;
  moved?: string | undefined;
}
interface WayPorts {
  /** By county. */
  directories: ReadonlyMap<string, OpenDirectory>;
  people: Pick<People, 'openRow' | 'change'>;
  seats: Pick<SeatStore, 'tell'>;
}

/**
 * Who has an account without a password of its own comes in by the one of the directory. The directory makes no account and opens none that
 * is shut; an account that has a password here is opened by that alone, so that somebody comes in while the directory is away. Null: it is
 * none of its cases, or it knows nobody so.
 */
export function openDirectoryWay({ directories, people, seats }: WayPorts) {
  return async (
    jurisdiction: string,
    login: string,
    password: string,
  ): Promise<CameThere | Refusal | null> => {
    const directory = directories.get(jurisdiction);
    const row = directory ? await people.openRow(jurisdiction, login) : null;
    if (!directory || (row && row.hash !== '')) return null;
    // Asked of a login that is none too: the answer takes as long.
    const found = await directory.ask(login, password);
    if (!row || found === null) return null;
    return isRefusal(found) ? found : followGroups({ people, seats }, row, found);
  };
}

/** The account follows the groups that its owner is in; what of it is another by that. */
export async function followGroups(
  { people, seats }: Pick<WayPorts, 'people' | 'seats'>,
  row: PersonRow,
  { gives }: FoundThere,
): Promise<CameThere | Refusal> {
  const { jurisdiction, login } = row;
  if (!gives || (gives.role === row.role && gives.countyRole === (row.county_role ?? null))) return { row };
  // Those who watch over administrators are made by each other alone (三员分立).
  if (may({ role: row.role as Role }, 'read-audit')) return refuse('forbidden', 'directory-no-role', 'login');
  const changed = await people.change(jurisdiction, login, gives);
  if (isRefusal(changed)) return changed;
  await seats.tell(jurisdiction, row.id);
  const named = (role: string, own: string | null): string => [role, own].filter(Boolean).join('/');
  const moved = `role ${named(row.role, row.county_role ?? null)} → ${named(gives.role, gives.countyRole)}`;
  return { row: { ...row, role: gives.role, county_role: gives.countyRole }, moved };
}
