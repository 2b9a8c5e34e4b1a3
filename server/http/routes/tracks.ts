import * as wire from '#shared/wire/tracks.ts';
import { listCrews, ownLooks, readCrew, showTrack, type CrewPorts } from '../../queries/tracks.ts';
import { forWho, type Route } from '../route.ts';

const tag = 'tracks';

/** Those on duty on the map, the way that one of them went, and who looked at it. */
export function trackRoutes(ports: CrewPorts): Route[] {
  return [
    forWho('see-crews', {
      method: 'get',
      path: '/crews',
      tag,
      summary:
        'People and vehicles on duty in the own part, now or at an instant that is kept, with the fences',
      query: wire.crewsQuery,
      answer: wire.crewList,
      handle: ({ pack, person, query }) => listCrews(ports, pack, person, query.at),
    }),
    forWho('see-tracks', {
      method: 'get',
      path: '/crews/:crew',
      tag,
      summary: 'Who one of them is',
      answer: wire.crewCard,
      handle: ({ pack, person, params }) => readCrew(pack, person, params['crew'] ?? ''),
    }),
    forWho('see-tracks', {
      method: 'post',
      path: '/tracks',
      tag,
      summary: 'The way that somebody went on duty, for a stated purpose; the look is in the trail first',
      body: wire.trackAsked,
      answer: wire.track,
      handle: ({ pack, person, body }) => showTrack(ports, pack, person, body),
    }),
    forWho('keep-account', {
      method: 'get',
      path: '/tracks/looks',
      tag,
      summary: 'Who looked at the way that the asker went, when and what for',
      answer: wire.trackLooks,
      handle: ({ pack, person }) => ownLooks(ports, pack, person),
    }),
  ];
}
