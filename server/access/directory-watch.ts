import type { Directory } from '#shared/access/directory.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { AuditAct } from '#shared/audit/act.ts';
import type { SeatStore } from '../storage/access/seat-store.ts';
import { followGroups } from './directory-way.ts';
import type { FoundThere, OpenDirectory } from './directory.ts';
import type { People } from './people.ts';

interface WatchPorts {
  settings: Readonly<Record<string, Directory>>;
  directories: ReadonlyMap<string, OpenDirectory>;
  people: Pick<People, 'openRow' | 'change'>;
  seats: Pick<SeatStore, 'tell' | 'byDirectory' | 'stillThere' | 'endOfDirectory'>;
  now: () => number;
}
type Note = (
  jurisdiction: string,
  line: { act: AuditAct; by: { id: string }; about: string; detail: string },
) => Promise<void>;
/** How a round went. */
export interface WatchRound {
  /** Who was signed out. */
  ended: number;
  /** Who is asked of again in the next round, because of a fault that concerns that one. */
  left: readonly { login: string; why: unknown }[];
}
/** Asks directories again of those who came in by them. */
export interface DirectoryWatch {
  counties: readonly string[];
  /** Those whose time has come, so many at most. Throws when the directory cannot be asked: nobody is signed out then. */
  round(jurisdiction: string, note: Note): Promise<WatchRound>;
}

/** In one round. A county of ten thousand who are all signed in is asked of within the least term by rounds ten seconds apart. */
const mostInRound = 500;
/** So many faults one after another are not of those who are asked of: the round ends. */
const mostFaults = 5;

/**
 * Who came in by the password of a directory stays in for as long as the directory would let that one in: not without an entry, nor with
 * one that is shut or in none of the groups. A role that the groups change is changed here as at a sign-in.
 */
export function openDirectoryWatch(ports: WatchPorts): DirectoryWatch {
  const { settings, directories, seats, now } = ports;
  /** Who was left by the round before, by county: last in the next, so that nobody waits behind them for ever. */
  const leftBefore = new Map<string, ReadonlySet<string>>();
  return {
    counties: [...directories.keys()],
    async round(jurisdiction, note) {
      const [directory, own] = [directories.get(jurisdiction), settings[jurisdiction]];
      if (!directory || !own) return { ended: 0, left: [] };
      const late = leftBefore.get(jurisdiction) ?? new Set();
      const since = now() - own.checkMinutes * minuteMs;
      const oldest = await seats.byDirectory(jurisdiction, since, mostInRound + late.size);
      const due = oldest
        .toSorted((one, other) => Number(late.has(one.login)) - Number(late.has(other.login)))
        .slice(0, mostInRound);
      if (due.length === 0) return { ended: 0, left: [] };
      const ids = new Map(due.map(({ id, login }) => [login, id]));
      const left: { login: string; why: unknown }[] = [];
      let [ended, faults] = [0, 0];
      async function told(login: string, found: FoundThere | null | Error): Promise<void> {
        try {
          if (found instanceof Error) throw found;
          if (await isOver(ports, { jurisdiction, login, id: ids.get(login) ?? '' }, found, note)) ended += 1;
          faults = 0;
        } catch (error) {
          left.push({ login, why: error });
          if (++faults === mostFaults) throw error;
        }
      }
      try {
        await directory.askAgain([...ids.keys()], told);
      } finally {
        leftBefore.set(jurisdiction, new Set(left.map(({ login }) => login)));
      }
      return { ended, left };
    },
  };
}

/** Whether somebody was signed out. Throws, and leaves the seat, when what the directory says could not be followed for now. */
async function isOver(
  ports: WatchPorts,
  { jurisdiction, login, id }: { jurisdiction: string; login: string; id: string },
  found: FoundThere | null,
  note: Note,
): Promise<boolean> {
  const { people, seats, now } = ports;
  const row = await people.openRow(jurisdiction, login);
  const followed = found && row ? await followGroups(ports, row, found) : null;
  const line = { by: { id: 'directory' }, about: login };
  if (followed && !isRefusal(followed)) {
    if (followed.moved !== undefined)
      await note(jurisdiction, { act: 'person-changed', ...line, detail: followed.moved });
    await seats.stillThere(jurisdiction, id, now());
    return false;
  }
  // The one refusal that says where somebody stands; any other is of the moment, and another sign-in would hear it too.
  if (followed && followed.reasonId !== 'directory-no-role')
    throw new Error(`${followed.code}: ${followed.reason}`);
  await note(jurisdiction, { act: 'session-ended', ...line, detail: 'directory' });
  await seats.endOfDirectory(jurisdiction, id);
  return true;
}
