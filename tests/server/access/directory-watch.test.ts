import { expect, it } from 'vitest';
import { directories as settingsOf } from '#shared/access/directory.ts';
import { refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { openDirectoryWatch } from '../../../server/access/directory-watch.ts';
import type { FoundThere } from '../../../server/access/directory.ts';
import type { People } from '../../../server/access/people.ts';
import type { PersonRow } from '../../../server/storage/access/access-tables.ts';

/** Seats and people in memory, and a directory that says what a test tells it. */
function openWorld(logins: readonly string[]) {
  const seats = new Map(logins.map((login, n) => [login, n]));
  const says = new Map<string, FoundThere | null | Error>();
  const refuses = new Map<string, Refusal | Error>();
  const asked: string[][] = [];
  const noted: string[] = [];
  let now = 3_600_000;
  const leader = { gives: { role: 'leader' as const, countyRole: null } };
  const watch = openDirectoryWatch({
    settings: settingsOf.parse({ toy: { url: 'ldaps://directory.example.cn', base: 'dc=example' } }),
    directories: new Map([
      [
        'toy',
        {
          ask: () => Promise.resolve(null),
          async askAgain(of, told) {
            asked.push([...of]);
            for (const login of of) {
              const said = says.get(login);
              await told(login, said === undefined ? leader : said);
            }
          },
        },
      ],
    ]),
    people: {
      openRow: (jurisdiction, login) =>
        Promise.resolve({ jurisdiction, login, id: login, role: 'duty', county_role: null } as PersonRow),
      change: ((_county: string, login: string) => {
        const answer = refuses.get(login);
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer ?? {});
      }) as unknown as People['change'],
    },
    seats: {
      tell: () => Promise.resolve(),
      byDirectory: (_county, since, limit) =>
        Promise.resolve(
          [...seats]
            .filter(([, at]) => at <= since)
            .toSorted(([, one], [, other]) => one - other)
            .slice(0, limit)
            .map(([login]) => ({ id: login, login })),
        ),
      stillThere: (_county, id, at) => Promise.resolve(void seats.set(id, at)),
      endOfDirectory: (_county, id) => Promise.resolve(void seats.delete(id)),
    },
    now: () => now,
  });
  const note = (_county: string, line: { act: string; about: string }) =>
    Promise.resolve(void noted.push(`${line.act} ${line.about}`));
  return {
    says,
    refuses,
    asked,
    noted,
    seats,
    round: () => watch.round('toy', note),
    later: () => void (now += 3_600_000),
  };
}

it('a refusal of the moment ends no seat: it stands, and is asked of again in the next round', async () => {
  const world = openWorld(['busy', 'changed', 'fell', 'gone', 'auditor', 'fine']);
  world.refuses.set('busy', refuse('busy', 'directory-away'));
  world.refuses.set('changed', refuse('conflict', 'account-changed', 'version'));
  world.refuses.set('fell', new Error('the database fell'));
  world.says.set('gone', null);
  world.refuses.set('auditor', refuse('forbidden', 'directory-no-role', 'login'));
  const { ended, left } = await world.round();
  expect(left.map(({ login }) => login)).toEqual(['busy', 'changed', 'fell']);
  expect(ended).toBe(2);
  expect([...world.seats.keys()]).toEqual(['busy', 'changed', 'fell', 'fine']);
  expect(world.noted.filter((line) => line.startsWith('session-ended'))).toEqual([
    'session-ended gone',
    'session-ended auditor',
  ]);
  world.refuses.clear();
  expect(await world.round()).toEqual({ ended: 0, left: [] });
  expect(world.asked.at(-1)).toEqual(['busy', 'changed', 'fell']);
});

it('what the directory does not say of one keeps nobody behind from being signed out, in no round', async () => {
  const odd = Array.from({ length: 4 }, (_, n) => `odd${n}`);
  const world = openWorld([...odd, 'gone']);
  for (const login of odd) world.says.set(login, new Error('an alias without an end'));
  world.says.set('gone', null);
  expect(await world.round()).toMatchObject({ ended: 1, left: odd.map((login) => ({ login })) });
  // They are last from then on, whatever came meanwhile.
  world.seats.set('new', 100);
  world.later();
  await world.round();
  expect(world.asked.at(-1)).toEqual(['new', ...odd]);
});

it('faults one after another end the round, and those behind come first in the next', async () => {
  const odd = Array.from({ length: 6 }, (_, n) => `odd${n}`);
  const world = openWorld([...odd, 'gone']);
  for (const login of odd) world.says.set(login, new Error('the database is away'));
  world.says.set('gone', null);
  await expect(world.round()).rejects.toThrow('the database is away');
  expect(world.seats.has('gone')).toBe(true);
  expect(await world.round().catch(() => null)).toBeNull();
  expect(world.asked.at(-1)?.slice(0, 2)).toEqual(['odd5', 'gone']);
  expect(world.seats.has('gone')).toBe(false);
});
