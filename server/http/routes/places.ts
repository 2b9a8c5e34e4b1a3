import { maySee } from '#shared/access/scope.ts';
import { placeKinds, searchPlaces } from '#shared/geo/named-place.ts';
import * as wire from '#shared/wire/places.ts';
import type { OpenGazetteer } from '../../packs/named-places.ts';
import { forWho, type Route } from '../route.ts';

const most = 10;

/** Places by their names, for whoever writes down where something is. */
export function placeRoutes({ gazetteer }: { gazetteer: OpenGazetteer }): Route[] {
  return [
    forWho('find-places', {
      method: 'get',
      path: '/places',
      tag: 'responsibility',
      summary: 'Places by name, number or pinyin initials; says which kinds the data lack',
      query: wire.placesQuery,
      answer: wire.foundPlaces,
      async handle({ pack, person, query }): Promise<wire.FoundPlaces> {
        const { places } = await gazetteer(pack);
        const seen = places.filter(({ grids }) => maySee(person, { grids, units: [] }));
        const { q, lng, lat } = query;
        const near = lng === undefined || lat === undefined ? null : { lng, lat };
        const held = new Set(places.map(({ kind }) => kind));
        return {
          places: searchPlaces(seen, q, { limit: most, near }).map(({ kind, name, number, place }) => ({
            kind,
            name,
            number,
            place,
            grids: pack.grid.locate(place).map((cell) => cell.name),
          })),
          lacking: placeKinds.filter((kind) => !held.has(kind)),
        };
      },
    }),
  ];
}
