import { describe, expect, it } from 'vitest';
import { sendCommand } from '../../../client/commands/send.ts';
import { openAccountApi } from '../../../client/http/account-api.ts';
import { openApi } from '../../../client/http/api.ts';
import { asRefusal, isUnreachable, unreachable } from '../../../client/http/call.ts';
import { clockDifference } from '../../../client/http/server-clock.ts';
import { isRefusal, refuse } from '#shared/kernel/refusal.ts';
import type { CommandBody } from '#shared/wire/http.ts';
import { houseMark } from '#shared/wire/mark.ts';

const problem = {
  type: 'about:blank',
  title: 'Conflict',
  status: 409,
  code: 'conflict',
  detail: '版本已变',
  winner: { by: '席 01', act: '派遣', at: 1 },
};
const answering = (body: unknown, status = 200) =>
  openApi('jiangyin', () =>
    Promise.resolve(Response.json(body, { status, headers: { [houseMark.name]: houseMark.value } })),
  );

describe('an answer of the server', () => {
  it('is parsed', async () => {
    const person = { id: 'a', name: 'b', role: 'duty', jurisdiction: 'jiangyin', grids: [] };
    expect(await answering(person).session()).toEqual(person);
  });
  it('that is not as agreed is a refusal naming the field', async () => {
    const answer = await answering({
      id: 'a',
      name: 'b',
      role: 'king',
      jurisdiction: 'jiangyin',
      grids: [],
    }).session();
    expect(answer).toMatchObject({ kind: 'refusal', code: 'invalid', field: 'role' });
  });
  it('that is a problem is the refusal it came from, with the winner', async () => {
    expect(await answering(problem, 409).session()).toEqual({
      kind: 'refusal',
      code: 'conflict',
      reason: '版本已变',
      winner: problem.winner,
    });
  });
  it('that never comes is a refusal that may be tried again', async () => {
    const answer = await openApi('jiangyin', () => Promise.reject(new TypeError('offline'))).session();
    expect(isRefusal(answer) && isUnreachable(answer)).toBe(true);
  });
  it('that a network gives in its place, before it lets anybody through, is no answer and no clock', async () => {
    const portal = (status: number): Response =>
      new Response('<html>Welcome</html>', {
        status,
        headers: { 'content-type': 'text/html', date: 'Thu, 01 Jan 2015 00:00:00 GMT' },
      });
    for (const status of [200, 403, 404, 511]) {
      const answer = await openApi('jiangyin', () => Promise.resolve(portal(status))).session();
      expect(isRefusal(answer) && isUnreachable(answer), `${status}`).toBe(true);
    }
    expect(clockDifference()).toBeNull();
  });
  it.each([
    [200, '{"result":"0","url":"http://portal/"}', 'network-sign-in'],
    [200, '<html>', 'network-sign-in'],
    [302, '', 'network-sign-in'],
    [401, '{"code":401}', 'network-sign-in'],
    [403, '<html>', 'network-sign-in'],
    [511, '<html>', 'network-sign-in'],
    [404, '<html>', 'unreachable'],
    [502, '<html>', 'unreachable'],
    [504, '{}', 'unreachable'],
  ])(
    'of somebody between, %i %s, ends no sign-in, does nothing and sets no clock',
    async (status, text, id) => {
      const stranger = () =>
        Promise.resolve(new Response(text, { status, headers: { date: 'Thu, 01 Jan 2015 00:00:00 GMT' } }));
      const account = openAccountApi('jiangyin', stranger);
      for (const answer of [await account.session(), await account.signOut()])
        expect(answer).toMatchObject({ code: 'busy', reasonId: id, field: unreachable });
      expect(clockDifference()).toBeNull();
    },
  );
  it('of the house that is none is told as that', async () => {
    const headers = { [houseMark.name]: houseMark.value };
    const house = (text: string, status: number) =>
      openAccountApi('jiangyin', () => Promise.resolve(new Response(text, { status, headers })));
    expect(await house('{', 200).session()).toMatchObject({ reasonId: 'unreachable', field: unreachable });
    expect(await house('', 200).signOut()).toBeNull();
    expect(asRefusal('<html>', 401).code).toBe('unauthenticated');
  });
  it('is asked for at an address without what is not given', async () => {
    const urls: string[] = [];
    const api = openApi(
      'jiangyin',
      (url) => (urls.push(url), Promise.resolve(Response.json({ rows: [], total: 0, next: null }))),
    );
    await api.incidents({ q: '井 盖', grid: undefined, limit: 5 });
    expect(urls).toEqual(['/api/jiangyin/incidents?q=%E4%BA%95+%E7%9B%96&limit=5']);
  });
});

describe('a command', () => {
  const body: CommandBody = { kind: 'note', incident: 'i', text: 't', evidence: [] };
  const done = { kind: 'done', subject: 'i', version: 2, seq: 9 } as const;
  const run = async (answers: unknown[]) => {
    const keys: string[] = [];
    const waits: number[] = [];
    const api = {
      command: (_: CommandBody, key: string) => (
        keys.push(key),
        Promise.resolve((answers.length > 1 ? answers.shift() : answers[0]) as typeof done)
      ),
    };
    const answer = await sendCommand(api, body, {
      newKey: () => `key-${keys.length}`,
      wait: (ms) => Promise.resolve(void waits.push(ms)),
    });
    return { answer, keys, waits };
  };
  it('is tried again over a dead line with the same key', async () => {
    const { answer, keys } = await run([
      refuse('busy', 'too-much-at-once', unreachable),
      refuse('busy', 'too-much-at-once'),
      done,
    ]);
    expect(answer).toEqual(done);
    expect(keys).toEqual(['key-0', 'key-0', 'key-0']);
  });
  it('that was refused is not tried again', async () =>
    expect((await run([refuse('forbidden', 'outside-scope')])).keys).toHaveLength(1));
  it('is given back after four tries', async () => {
    const { answer, waits } = await run([refuse('busy', 'too-much-at-once', unreachable)]);
    expect(isRefusal(answer)).toBe(true);
    expect(waits).toEqual([300, 1000, 3000]);
  });
});
