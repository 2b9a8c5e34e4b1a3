import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import type { IdentityProvider } from '#shared/access/provider.ts';
import type { Log } from '../log.ts';
import type { Access } from '../ports.ts';
import type { AccessStore } from '../storage/access/access-store.ts';
import type { PeopleStore } from '../storage/access/people-store.ts';
import type { SeatStore } from '../storage/access/seat-store.ts';
import type { DeputyStore } from '../storage/access/deputy-store.ts';
import type { NoticeStore } from '../storage/access/notice-store.ts';
import type { Directory } from '#shared/access/directory.ts';
import { openDeputies, type Deputies } from './deputies.ts';
import { openDevices, type Devices } from './devices.ts';
import { openDirectoryWatch, type DirectoryWatch } from './directory-watch.ts';
import { openDirectoryWay, type CameThere } from './directory-way.ts';
import { openDirectory } from './directory.ts';
import { openFactor, type Factor } from './factor.ts';
import { openFirstCodes } from './first-code.ts';
import { openNotices, type Notices } from './notices.ts';
import { openAsPerson, openPeople, type AsPerson, type People, type RolesOf } from './people.ts';
import { openSeating, type Seating, type SeatTerms, type UnitName } from './seating.ts';
import { openSources, type Sources } from './sources.ts';
import { openSingleSignOn, type SingleSignOn } from './single-sign-on.ts';
import { openVault } from './vault.ts';

/** Who must have a second factor before anything else is served. */
export type FactorDuty = 'nobody' | 'admins' | 'all';
export interface AccessPorts {
  store: AccessStore;
  lists: PeopleStore;
  seats: SeatStore;
  deputies: DeputyStore;
  notices: NoticeStore;
  /** Identity providers by county. */
  providers: Readonly<Record<string, IdentityProvider>>;
  /** Directories by county. */
  directories: Readonly<Record<string, Directory>>;
  log: Log;
  /** Of a unit, as the record names it. */
  unitName: UnitName;
  /** Roles that counties keep beside the shipped ones. */
  rolesOf: RolesOf;
  terms: SeatTerms;
  /** Seals the secrets of second factors, and keys one-time codes. */
  secret: string;
  factorFor: FactorDuty;
  now: () => number;
}

/** A login and password that hold, and who said so. */
export interface Proven extends CameThere {
  by: 'password' | 'directory';
}
/** Somebody is in. */
export interface Admitted {
  person: Person;
  used: 'password' | 'code' | 'recovery' | 'directory';
  /** The password was the directory's. */
  byDirectory: boolean;
  /** What of the account is another because groups of the directory say so. */
  moved?: string | undefined;
}

/** The whole room: the port other rooms know, and the registers behind it. */
export interface AccessRoom extends Access {
  people: People;
  devices: Devices;
  sources: Sources;
  seating: Seating;
  deputies: Deputies;
  notices: Notices;
  signOn: SingleSignOn;
  directoryWatch: DirectoryWatch;
  factor: Factor;
  asPerson: AsPerson;
  /** Whose login and password these are, here or in the directory of the county. It is no sign-in yet: there may be a second factor. */
  proves(jurisdiction: string, login: string, password: string): Promise<Proven | Refusal>;
  /** By password and, where there is one, second factor; `used` tells which was the last. */
  enter(
    jurisdiction: string,
    given: { login: string; password: string; code?: string | undefined },
  ): Promise<Admitted | Refusal>;
  /** Whether this person has to have a second factor. */
  needsFactor(person: Pick<Person, 'role'>): boolean;
}

export function openAccess(ports: AccessPorts): AccessRoom {
  const { store, lists, seats, terms, secret, factorFor, now } = ports;
  const asPerson = openAsPerson(ports.rolesOf);
  const people = openPeople({ store, lists, codes: openFirstCodes(secret), asPerson, now });
  const devices = openDevices(store, now);
  const notices = openNotices({ store: ports.notices, now });
  const sources = openSources(store, now);
  const vault = openVault(secret);
  const factor = openFactor(store, vault, now);
  const { providers, log } = ports;
  const row = (jurisdiction: string, id: string) => people.row(jurisdiction, id);
  const signOn = openSingleSignOn({ providers, lists, row, factor, vault, now, log });
  const settings = ports.directories;
  const directories = new Map(Object.entries(settings).map(([id, one]) => [id, openDirectory(one, log)]));
  const byDirectory = openDirectoryWay({ directories, people, seats });
  const { proves, enter } = openDoor({ people, byDirectory, factor, asPerson });
  return {
    people,
    devices,
    sources,
    factor,
    signOn,
    directoryWatch: openDirectoryWatch({ settings, directories, people, seats, now }),
    enter,
    proves,
    asPerson,
    seating: openSeating({ store: seats, terms, now, unitName: ports.unitName, asPerson }),
    deputies: openDeputies({
      store: ports.deputies,
      now,
      tell: seats.tell,
      notice: notices.tell,
      unitName: ports.unitName,
    }),
    notices,
    needsFactor: ({ role }) =>
      factorFor === 'all'
        ? may({ role }, 'keep-account')
        : factorFor === 'admins' && may({ role }, 'keep-people'),
    async signIn(jurisdiction, login, password) {
      const entered = await enter(jurisdiction, { login, password });
      return isRefusal(entered) ? entered : entered.person;
    },
    device: devices.admit,
    source: sources.identify,
    sourceStands: sources.stands,
  };
}

/** Passwords and second factors. */
function openDoor({
  people,
  byDirectory: askDirectory,
  factor,
  asPerson,
}: {
  people: People;
  byDirectory: ReturnType<typeof openDirectoryWay>;
  factor: Factor;
  asPerson: AsPerson;
}): Pick<AccessRoom, 'proves' | 'enter'> {
  const proves: AccessRoom['proves'] = async (jurisdiction, login, password) => {
    const row = await people.check(jurisdiction, login, password);
    if (!isRefusal(row)) return { row, by: 'password' };
    const came = await askDirectory(jurisdiction, login, password);
    if (came === null) return row;
    return isRefusal(came) ? came : { ...came, by: 'directory' };
  };
  return {
    proves,
    async enter(jurisdiction, { login, password, code }) {
      const proven = await proves(jurisdiction, login, password);
      if (isRefusal(proven)) return proven;
      const { row, by, moved } = proven;
      const byDirectory = by === 'directory';
      if (row.totp === null) return { person: asPerson(row), used: by, moved, byDirectory };
      if (code === undefined) return refuse('unauthenticated', 'code-needed', 'code');
      const used = await factor.use(row, code);
      return isRefusal(used) ? used : { person: asPerson(row), used, moved, byDirectory };
    },
  };
}
