import * as wire from '#shared/wire/tracks.ts';
import { openCall, pageFetch, type Fetch } from './call.ts';

/** Those on duty, and the way that one of them went. */
export function openTracksApi(jurisdiction: string, fetch: Fetch = pageFetch) {
  const { ask, send } = openCall(jurisdiction, fetch);
  return {
    crews: (at: number | null) => ask(wire.crewList, at === null ? '/crews' : `/crews?at=${Math.round(at)}`),
    crew: (id: string) => ask(wire.crewCard, `/crews/${encodeURIComponent(id)}`),
    track: (asked: wire.TrackAsked) => send(wire.track, '/tracks', asked),
    looks: () => ask(wire.trackLooks, '/tracks/looks'),
  };
}
export type TracksApi = ReturnType<typeof openTracksApi>;
