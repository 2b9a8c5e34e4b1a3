import * as wire from '#shared/wire/http.ts';
import { demoLevels } from '../../access/demo-levels.ts';
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

/** Two duty seats, the chief and the leader of the whole, the desks and leaders of the levels below, a grid head and an agent, who sets up and who audits. */
function visitors(pack: LoadedPack): wire.DemoSignIn[] {
  const below = demoLevels(pack).flatMap(({ people }) => people.map(({ login }) => login));
  const [grid] = pack.grid.levels[0];
  const field = grid ? [`field-${grid.id}`, `agent-${grid.id}`] : [];
  const offices = ['duty1', 'duty2', 'chief', 'leader', 'demo-admin', 'demo-auditor'];
  const offered = new Set([...offices, ...below, ...field]);
  return demoPeople(pack, '', 0)
    .filter(({ login }) => offered.has(login))
    .map(({ login, name, role }) => ({
      login,
      name,
      role: role as wire.DemoSignIn['role'],
      password: demoPassword,
    }));
}
