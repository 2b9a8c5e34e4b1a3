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
import { openDirectoryWay, type CameThere } from './directory-way.ts';
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

/** Somebody is in. */
export interface Admitted {
  person: Person;
  used: 'password' | 'code' | 'recovery' | 'directory';
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
  factor: Factor;
  asPerson: AsPerson;
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
  const byDirectory = openDirectoryWay({ directories: ports.directories, people, seats, log });
  const enter: AccessRoom['enter'] = async (jurisdiction, { login, password, code }) => {
    const known = await people.check(jurisdiction, login, password);
    const came: CameThere | Refusal = isRefusal(known)
      ? ((await byDirectory(jurisdiction, login, password)) ?? known)
      : { row: known };
    if (isRefusal(came)) return came;
    const { row, moved } = came;
    if (row.totp === null)
      return { person: asPerson(row), used: isRefusal(known) ? 'directory' : 'password', moved };
    if (code === undefined) return refuse('unauthenticated', 'code-needed', 'code');
    const used = await factor.use(row, code);
    return isRefusal(used) ? used : { person: asPerson(row), used, moved };
  };
  return {
    people,
    devices,
    sources,
    factor,
    signOn,
    enter,
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
