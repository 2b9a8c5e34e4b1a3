import type { CommandBody, IncidentDetail, IncidentList } from '#shared/wire/http.ts';
import type { WarningDetail, WarningList } from '#shared/wire/warnings.ts';
import { randomUUID } from 'node:crypto';

/** One pretend person's browser: signs in over HTTP and keeps its cookie, as a real one does. */
export interface Session {
  command(body: CommandBody): Promise<CommandOutcome>;
  /** The open ones, and the closed ones that wait for their evaluation. */
  livingIncidents(): Promise<IncidentList['rows']>;
  incident(id: string): Promise<IncidentDetail>;
  warnings(): Promise<WarningList>;
  warning(id: string): Promise<WarningDetail>;
}
export type CommandOutcome = { ok: true; subject: string } | { ok: false; status: number; detail: string };

/** Signs in; throws when the server does not let this person in. */
export async function signIn(
  base: string,
  jurisdiction: string,
  login: string,
  password: string,
): Promise<Session> {
  const root = `${base}/api/${jurisdiction}`;
  const json = { 'content-type': 'application/json', origin: base };
  let cookie = await enter();
  async function enter(): Promise<string> {
    const answer = await fetch(`${root}/session`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ login, password }),
    });
    if (!answer.ok)
      throw new Error(`${login} was not let in: ${answer.status} ${(await answer.text()).slice(0, 200)}`);
    await answer.arrayBuffer();
    return answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
  }
  /** A sign-in has a term: whose is over signs in again and goes on. */
  async function ask(
    address: string,
    init: { method?: string; headers?: object; body?: string } = {},
  ): Promise<Response> {
    const send = (): Promise<Response> =>
      fetch(`${root}${address}`, { ...init, headers: { ...init.headers, cookie } });
    const first = await send();
    if (first.status !== 401) return first;
    await first.arrayBuffer();
    cookie = await enter();
    return send();
  }
  const get = async <T>(address: string): Promise<T> => {
    const got = await ask(address);
    if (!got.ok) throw new Error(`GET ${address}: ${got.status} ${(await got.text()).slice(0, 200)}`);
    return (await got.json()) as T;
  };
  const list = async (query: string): Promise<IncidentList['rows']> => {
    const rows: IncidentList['rows'] = [];
    for (let after: string | null = ''; after !== null;) {
      const page: IncidentList = await get(
        `/incidents?${query}&limit=500${after ? `&after=${encodeURIComponent(after)}` : ''}`,
      );
      rows.push(...page.rows);
      after = page.next;
    }
    return rows;
  };
  return {
    command: async (body) => {
      const headers = { ...json, 'idempotency-key': randomUUID() };
      const sent = await ask('/commands', { method: 'POST', headers, body: JSON.stringify(body) });
      const told = (await sent.json()) as { subject?: string; detail?: string };
      return sent.ok
        ? { ok: true, subject: told.subject ?? '' }
        : { ok: false, status: sent.status, detail: told.detail ?? '' };
    },
    livingIncidents: async () => [...(await list('state=open')), ...(await list('state=finishing'))],
    incident: (id) => get(`/incidents/${encodeURIComponent(id)}`),
    warnings: () => get('/warnings'),
    warning: (id) => get(`/warnings/${encodeURIComponent(id)}`),
  };
}
