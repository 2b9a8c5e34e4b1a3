import type { Evidence } from '#shared/incident/incident.ts';
import { hourMs } from '#shared/kernel/span.ts';
import type { CommandBody, IncidentDetail, IncidentList } from '#shared/wire/http.ts';
import type { WarningDetail, WarningList } from '#shared/wire/warnings.ts';
import { randomUUID } from 'node:crypto';
import { pretendPhoto } from './pretend-photo.ts';

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
  const ask = await openLine(base, jurisdiction, { login, password });
  const withPhotos = openCamera(ask);
  const get = async <T>(address: string): Promise<T> => {
    const got = await ask(address);
    if (!got.ok) throw new Error(`GET ${address}: ${await whyNot(got)}`);
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
    command: async (plain) => {
      const body = JSON.stringify(await withPhotos(plain));
      const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
      const sent = await ask('/commands', { method: 'POST', headers, body });
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

type Ask = (
  address: string,
  init?: { method?: string; headers?: object; body?: string | Blob },
) => Promise<Response>;

/** Asks as somebody who is signed in. A sign-in has a term: whose is over signs in again and goes on. */
async function openLine(
  base: string,
  jurisdiction: string,
  who: { login: string; password: string },
): Promise<Ask> {
  const root = `${base}/api/${jurisdiction}`;
  let cookie = await enter();
  async function enter(): Promise<string> {
    const headers = { 'content-type': 'application/json', origin: base };
    const answer = await fetch(`${root}/session`, { method: 'POST', headers, body: JSON.stringify(who) });
    if (!answer.ok) throw new Error(`${who.login} was not let in: ${await whyNot(answer)}`);
    await answer.arrayBuffer();
    return answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
  }
  return async (address, init = {}) => {
    const send = (): Promise<Response> =>
      fetch(`${root}${address}`, { ...init, headers: { origin: base, ...init.headers, cookie } });
    const first = await send();
    if (first.status !== 401) return first;
    await first.arrayBuffer();
    cookie = await enter();
    return send();
  };
}

/** Words that stand for photographs in a pretended past are photographs where somebody is there to send them. */
function openCamera(ask: Ask): (body: CommandBody) => Promise<CommandBody> {
  /** What stands for every photograph of this person; sent again before the server forgets a file that nothing names. */
  let picture = { ref: '', until: 0 };
  async function photo(): Promise<string> {
    if (Date.now() < picture.until) return picture.ref;
    const headers = { 'content-type': 'image/png' };
    const sent = await ask('/evidence', { method: 'POST', headers, body: pretendPhoto() });
    if (!sent.ok) throw new Error(`POST /evidence: ${await whyNot(sent)}`);
    const { ref } = (await sent.json()) as { ref: string };
    picture = { ref, until: Date.now() + 12 * hourMs };
    return ref;
  }
  return async (body) => {
    if (body.kind !== 'take' || !Array.isArray(body.form['evidence'])) return body;
    const ref = await photo();
    const evidence = (body.form['evidence'] as Evidence[]).map((one) => ({
      ...one,
      kind: 'photo' as const,
      ref,
    }));
    return { ...body, form: { ...body.form, evidence } };
  };
}

async function whyNot(answer: Response): Promise<string> {
  return `${answer.status} ${(await answer.text()).slice(0, 200)}`;
}
