import type { IdentityProvider } from '#shared/access/provider.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { minuteMs } from '#shared/kernel/span.ts';
import type { Log } from '../log.ts';
import type { PersonRow } from '../storage/access/access-tables.ts';
import type { PeopleStore } from '../storage/access/people-store.ts';
import type { Factor } from './factor.ts';
import { isOpen } from './people.ts';
import { openProvider, type EndedThere, type Errand, type Provider, type SignInThere } from './provider.ts';
import type { Vault } from './vault.ts';

export interface SingleSignOnPorts {
  providers: Readonly<Record<string, IdentityProvider>>;
  lists: Pick<PeopleStore, 'matching'>;
  row(jurisdiction: string, id: string): Promise<PersonRow | undefined>;
  factor: Factor;
  vault: Vault;
  now: () => number;
  log: Log;
}
/** Somebody may come in; `isStrong`: the provider's word stands for the second factor. */
export interface Entered {
  row: PersonRow;
  used: 'provider' | 'code' | 'recovery';
  isStrong: boolean;
  /** Who that is at the provider, and which sign-in there. */
  there: SignInThere | undefined;
}
/** What the browser keeps, sealed, between two steps. */
interface Kept {
  jurisdiction: string;
  to: string;
  at: number;
  errand?: Errand;
  /** Whom the provider has named, while the own second factor is asked for. */
  person?: string;
  there?: SignInThere;
}
export type SingleSignOn = ReturnType<typeof openSingleSignOn>;

/** How long somebody may stay at the provider, and look for a code. */
export const errandMs = 10 * minuteMs;

/** Sign-in by identity providers. They say who somebody is; what that one may is said by the account here, which must be there. */
export function openSingleSignOn(ports: SingleSignOnPorts) {
  const { providers, vault, now, log, factor } = ports;
  const open = new Map<string, Provider>(
    Object.entries(providers).map(([id, one]) => [
      id,
      openProvider(one, `${one.home}/api/${id}/session/provider/back`, { log, now }),
    ]),
  );
  const { seal, read } = openSealing(vault, now);
  return {
    nameOf: (jurisdiction: string) => providers[jurisdiction]?.name ?? null,
    homeOf: (jurisdiction: string) => providers[jurisdiction]?.home ?? null,
    /** Where to send the browser and what it keeps. */
    async begin(jurisdiction: string, to: string): Promise<{ address: string; kept: string } | Refusal> {
      const provider = open.get(jurisdiction);
      if (!provider) return refuse('unknown', 'no-provider');
      const begun = await provider.begin();
      if (!begun) return refuse('busy', 'provider-away');
      return { address: begun.address, kept: seal({ jurisdiction, to, errand: begun.errand }) };
    },
    /** Which page the browser came from. */
    pageOf: (jurisdiction: string, sealed: string): string => read(jurisdiction, sealed)?.to ?? 'account',
    /** Somebody came back: in, or asked for the own second factor (what the browser keeps for it). */
    async finish(
      jurisdiction: string,
      search: string,
      sealed: string,
    ): Promise<Entered | { asks: string; kept: string } | Refusal> {
      const [provider, kept] = [open.get(jurisdiction), read(jurisdiction, sealed)];
      if (!provider || !kept?.errand) return refuse('unauthenticated', 'provider-stale');
      const vouched = await provider.finish(search, kept.errand);
      if (!vouched) return refuse('unauthenticated', 'provider-refused');
      const found = await ports.lists.matching(jurisdiction, provider.settings.matches, vouched.value);
      const here = found.filter((one) => isOpen(one, now()));
      const [row] = here;
      if (!row || here.length > 1) return refuse('unauthenticated', 'provider-unknown-person');
      const isStrong = provider.settings.factor === 'provider' && vouched.isStrong;
      if (row.totp === null || isStrong) return { row, used: 'provider', isStrong, there: vouched.there };
      const { there } = vouched;
      return { asks: row.login, kept: seal({ jurisdiction, to: kept.to, person: row.id, there }) };
    },
    /** The own second factor after the provider's word. */
    async prove(
      jurisdiction: string,
      sealed: string,
      { login, code }: { login: string; code: string },
    ): Promise<Entered | Refusal> {
      const kept = read(jurisdiction, sealed);
      const row = kept?.person === undefined ? undefined : await ports.row(jurisdiction, kept.person);
      if (!row || row.login !== login || !isOpen(row, now()))
        return refuse('unauthenticated', 'provider-stale');
      const used = await factor.use(row, code);
      return isRefusal(used) ? used : { row, used, isStrong: false, there: kept?.there };
    },
    ended: async (id: string, token: string): Promise<EndedThere | null> =>
      open.get(id)?.ended(token) ?? null,
    end: async (jurisdiction: string, after: string): Promise<string | null> =>
      (await open.get(jurisdiction)?.end(after)) ?? null,
  };
}

/** What the browser keeps is read by this house alone, for its county and for a short time. */
function openSealing(vault: Vault, now: () => number) {
  return {
    seal: (kept: Omit<Kept, 'at'>): string => vault.seal(JSON.stringify({ ...kept, at: now() })),
    read(jurisdiction: string, sealed: string): Kept | null {
      try {
        const kept = JSON.parse(vault.open(sealed)) as Kept;
        return kept.jurisdiction === jurisdiction && now() - kept.at < errandMs ? kept : null;
      } catch {
        return null;
      }
    },
  };
}
