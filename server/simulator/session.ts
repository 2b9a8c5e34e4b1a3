import type { CommandBody, IncidentDetail, IncidentList } from '#shared/wire/http.ts';
import { randomUUID } from 'node:crypto';

/** One pretend person's browser: signs in over HTTP and keeps its cookie, as a real one does. */
export interface Session {
  command(body: CommandBody): Promise<CommandOutcome>;
  /** The open ones, and the closed ones that wait for their evaluation. */
  livingIncidents(): Promise<IncidentList['rows']>;
  incident(id: string): Promise<IncidentDetail>;
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
  const answer = await fetch(`${root}/session`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ login, password }),
  });
  if (!answer.ok)
    throw new Error(`${login} was not let in: ${answer.status} ${(await answer.text()).slice(0, 200)}`);
  await answer.arrayBuffer();
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const get = async <T>(address: string): Promise<T> => {
    const got = await fetch(`${root}${address}`, { headers: { cookie } });
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
      const headers = { ...json, cookie, 'idempotency-key': randomUUID() };
      const sent = await fetch(`${root}/commands`, { method: 'POST', headers, body: JSON.stringify(body) });
      const told = (await sent.json()) as { subject?: string; detail?: string };
      return sent.ok
        ? { ok: true, subject: told.subject ?? '' }
        : { ok: false, status: sent.status, detail: told.detail ?? '' };
    },
    livingIncidents: async () => [...(await list('state=open')), ...(await list('state=finishing'))],
    incident: (id) => get(`/incidents/${encodeURIComponent(id)}`),
  };
}
