import { afterEach, expect, it, vi } from 'vitest';
import { isRefusal } from '#shared/kernel/refusal.ts';
import type { Api } from '../../../client/http/api.ts';
import { openCounty } from '../../../client/apps/wall/open-county.ts';
import { testPack } from '../../support/county.ts';
import { halvedMap } from '../../support/leveled-county.ts';

const { pack } = testPack();
const nothing = { type: 'FeatureCollection', features: [] };
afterEach(() => vi.unstubAllGlobals());

/** A server whose map files come at the third asking of each, and whose lists come when they are let. */
function server(fails: number) {
  const asked = new Map<string, number>();
  let give = (): void => undefined;
  const lists = new Promise<never[]>((done) => (give = () => done([])));
  vi.stubGlobal('fetch', (url: string) => {
    const times = (asked.get(url) ?? 0) + 1;
    asked.set(url, times);
    if (times <= fails) return Promise.reject(new TypeError('nobody answers'));
    return Promise.resolve(Response.json(url.endsWith(pack.identity.map.grids) ? halvedMap(3) : nothing));
  });
  const api = {
    session: () => Promise.resolve({ id: 'w', name: 'wall', role: 'x' }),
    pack: () => Promise.resolve({ identity: pack.identity }),
    sensors: () => lists,
    cameras: () => lists,
  } as unknown as Api;
  return { api, asked, give };
}

it('the line of a wall is opened before its lists and its map are there; files of the map are asked for until they come', async () => {
  const { api, asked, give } = server(2);
  const heard: string[] = [];
  const waits: number[] = [];
  const opened = openCounty(api, null, null, (ms) => Promise.resolve(void waits.push(ms)), {
    came: (part) => heard.push(part),
    known: () => heard.push('known'),
    missed: (times) => heard.push(`missed ${times}`),
  });
  await vi.waitFor(() => expect(heard).toContain('known'));
  expect(heard.slice(0, 3)).toEqual(['session', 'pack', 'known']);
  expect(heard).not.toContain('lists');
  give();
  const county = await opened;
  expect(isRefusal(county)).toBe(false);
  expect(heard).toEqual(expect.arrayContaining(['lists', 'missed 1', 'missed 2', 'missed 0']));
  expect(heard.at(-1)).toBe('map');
  expect([...asked.values()]).toEqual(Array.from(asked, () => 3));
  expect(new Set(waits)).toEqual(new Set([500, 1_000]));
});

it('a file of the map that is not there is a fault, and not waited for', async () => {
  const { api, give } = server(0);
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 404 })));
  give();
  await expect(openCounty(api, null, null, () => Promise.resolve())).rejects.toThrow('404');
});
