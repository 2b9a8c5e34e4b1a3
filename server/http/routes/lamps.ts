import * as wire from '#shared/wire/lamps.ts';
import { listLamps, readLampStory, type LampPorts } from '../../queries/lamps.ts';
import { forWho, type Route } from '../route.ts';

const tag = 'lamps';

/** Street lamps; they are switched by the command `order-lamps`. */
export function lampRoutes(ports: LampPorts): Route[] {
  return [
    forWho('see-alarms', {
      method: 'get',
      path: '/lamps',
      tag,
      answer: wire.lampList,
      summary: 'Groups of street lamps of the own part: how each burns, its last order and what came of it',
      handle: ({ pack, person }) => listLamps(ports, pack, person),
    }),
    forWho('see-alarms', {
      method: 'get',
      path: '/lamps/:group',
      tag,
      answer: wire.lampStory,
      summary: 'What a group was told of late, by whom, and what its controller answered',
      handle: ({ pack, person, params }) => readLampStory(ports, pack, person, params['group'] ?? ''),
    }),
  ];
}
