import { inRecord } from '#shared/kernel/localized.ts';
import type { Directory } from '#shared/access/directory.ts';
import type { IdentityProvider } from '#shared/access/provider.ts';
import { hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { Log } from '../log.ts';
import type { LoadedPack } from '../packs/loaded.ts';
import type { Packs } from '../packs/port.ts';
import { openAccessStore } from '../storage/access/access-store.ts';
import type { Database } from '../storage/database.ts';
import { openDeputyStore } from '../storage/access/deputy-store.ts';
import { openNoticeStore } from '../storage/access/notice-store.ts';
import { openPeopleStore } from '../storage/access/people-store.ts';
import { openSeatStore } from '../storage/access/seat-store.ts';
import { openAccess, type AccessRoom, type FactorDuty } from './access.ts';
import { admitDemo } from './demo.ts';
import { makeFirstAdmins } from './first-admin.ts';
import { vaultSecret } from './secret.ts';

export interface DoormanPorts {
  database: Database;
  packs: Packs;
  clock: () => number;
  log: Log;
  /** Of the settings of the house, by their names. */
  settings: {
    dataDir: string;
    DEMO: boolean;
    BEHIND_TLS: boolean;
    TRUST_PROXY: readonly string[];
    SESSION_HOURS: number;
    SESSION_IDLE_MINUTES: number;
    SECOND_FACTOR: FactorDuty;
    SECRET_KEY?: string | undefined;
    OIDC: Readonly<Record<string, IdentityProvider>>;
    LDAP: Readonly<Record<string, Directory>>;
  };
}

/** Who may come in: in a demo its pretend people, otherwise none of them nor whom they let in, and somebody at least. */
export async function openDoorman({
  database,
  packs,
  clock,
  log,
  settings,
}: DoormanPorts): Promise<AccessRoom> {
  const { dataDir, DEMO } = settings;
  if (settings.BEHIND_TLS && settings.TRUST_PROXY.length === 0)
    log.warn(
      'BEHIND_TLS without TRUST_PROXY: every client has the address of the proxy, for limits and for the audit',
    );
  const store = openAccessStore(database);
  const access = openAccess({
    store,
    lists: openPeopleStore(database),
    seats: openSeatStore(database),
    deputies: openDeputyStore(database),
    notices: openNoticeStore(database),
    providers: settings.OIDC,
    directories: settings.LDAP,
    log,
    unitName: (jurisdiction, unit) => inRecord(packs.of(jurisdiction)?.units.get(unit)?.name) ?? unit,
    rolesOf: (jurisdiction) => packs.of(jurisdiction)?.pack.roles ?? [],
    now: clock,
    factorFor: settings.SECOND_FACTOR,
    terms: { longestMs: settings.SESSION_HOURS * hourMs, idleMs: settings.SESSION_IDLE_MINUTES * minuteMs },
    secret: await vaultSecret(dataDir, settings.SECRET_KEY),
  });
  // A county that was brought has no pretend people, whatever the others have.
  const isPretended = ({ pack }: LoadedPack): boolean => DEMO && pack.demo !== undefined;
  const all = packs.all();
  if (DEMO) await admitDemo({ store, packs: all.filter(isPretended), dataDir, now: clock });
  else await store.disableDemo('all');
  const jurisdictions = all.filter((one) => !isPretended(one)).map(({ id }) => id);
  await makeFirstAdmins({ store, people: access.people, jurisdictions, dataDir, log });
  return access;
}
