import type { Fetch } from '../../client/http/call.ts';

/** What was asked of a server that is not there. */
export interface Asked {
  /** `POST /api/jiangyin/session`, without the query. */
  what: string;
  query: Record<string, string>;
  body: unknown;
}

/** A server by a table: what is asked → what it answers (null: done, nothing to say); anything else is refused as unknown. */
export function answering(answers: Record<string, unknown>): { fetch: Fetch; asked: Asked[] } {
  const asked: Asked[] = [];
  const fetch: Fetch = (address, init) => {
    const { pathname, searchParams } = new URL(String(address), 'http://house');
    const what = `${init?.method ?? 'GET'} ${pathname}`;
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    asked.push({ what, query: Object.fromEntries(searchParams), body });
    if (!(what in answers)) return Promise.resolve(new Response('{}', { status: 404 }));
    const answer = answers[what];
    const status = answer === null ? 204 : 200;
    return Promise.resolve(new Response(answer === null ? null : JSON.stringify(answer), { status }));
  };
  return { fetch, asked };
}
