import * as wire from '#shared/wire/http.ts';
import { demoPassword, demoPeople } from '../../access/demo.ts';
import type { LoadedPack } from '../../packs/loaded.ts';
import { forAnyone, type Route } from '../route.ts';

/** The sign-ins the sign-in page offers to visitors of a demo; none anywhere else. */
export function demoRoutes({ demo }: { demo: boolean }): Route[] {
  return [
    forAnyone({
      method: 'get',
      path: '/demo',
      tag: 'session',
      summary: 'Whom a visitor of a demo may sign in as; empty outside demo mode',
      answer: wire.demoSignIns,
      handle: ({ pack }) => (demo ? visitors(pack) : []),
    }),
  ];
}

/** Two duty seats, the chief, the leader, the unit that leads the commonest matter, and a town. */
function visitors(pack: LoadedPack): wire.DemoSignIn[] {
  const { catalogue, units } = pack.pack;
  const handlers = [catalogue[0]?.units[0], units.find(({ kind }) => kind === 'town')?.id];
  const offered = new Set([
    'duty1',
    'duty2',
    'chief',
    'leader',
    ...handlers.filter((id) => id !== undefined),
  ]);
  return demoPeople(pack, '', 0)
    .filter(({ login }) => offered.has(login))
    .map(({ login, name, role }) => ({
      login,
      name,
      role: role as wire.DemoSignIn['role'],
      password: demoPassword,
    }));
}
