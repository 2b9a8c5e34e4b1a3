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
/** Asks directories again of those who came in by them. */
export interface DirectoryWatch {
  counties: readonly string[];
  /** Those whose time has come, so many at most; how many were signed out. Throws when the directory cannot be asked: nobody is then. */
  round(jurisdiction: string, note: Note): Promise<number>;
}

/** In one round. A county of ten thousand who are all signed in is asked of within the least term by rounds ten seconds apart. */
const mostInRound = 500;

/**
 * Who came in by the password of a directory stays in for as long as the directory would let that one in: not without an entry, nor with
 * one that is shut or in none of the groups. A role that the groups change is changed here as at a sign-in.
 */
export function openDirectoryWatch(ports: WatchPorts): DirectoryWatch {
  const { settings, directories, people, seats, now } = ports;
  return {
    counties: [...directories.keys()],
    async round(jurisdiction, note) {
      const [directory, own] = [directories.get(jurisdiction), settings[jurisdiction]];
      if (!directory || !own) return 0;
      const due = await seats.byDirectory(jurisdiction, now() - own.checkMinutes * minuteMs, mostInRound);
      if (due.length === 0) return 0;
      const ids = new Map(due.map(({ id, login }) => [login, id]));
      let ended = 0;
      async function told(login: string, found: FoundThere | null): Promise<void> {
        const id = ids.get(login) ?? '';
        const row = await people.openRow(jurisdiction, login);
        const followed = found && row ? await followGroups(ports, row, found) : null;
        const line = { by: { id: 'directory' }, about: login };
        if (followed && !isRefusal(followed)) {
          if (followed.moved !== undefined)
            await note(jurisdiction, { act: 'person-changed', ...line, detail: followed.moved });
          return seats.stillThere(jurisdiction, id, now());
        }
        await note(jurisdiction, { act: 'session-ended', ...line, detail: 'directory' });
        await seats.endOfDirectory(jurisdiction, id);
        ended += 1;
      }
      await directory.askAgain([...ids.keys()], told);
      return ended;
    },
  };
}
