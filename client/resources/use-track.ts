import { useIntervalFn } from '@vueuse/core';
import { computed, ref, shallowRef } from 'vue';
import type { Track, TrackAsked } from '#shared/wire/tracks.ts';
import { formatTime } from '../format/instant.ts';
import { openAsking } from '../http/asking.ts';
import type { TracksApi } from '../http/tracks-api.ts';
import { spotAt, stretchesOf } from './way.ts';

/** A way is played so many times as fast as it was gone. */
const haste = 240;
const frameMs = 200;

export type TrackReplay = ReturnType<typeof useTrack>;

/** The way of one person on duty: asked for with its purpose, then looked at instant by instant. */
export function useTrack(api: TracksApi) {
  const track = shallowRef<Track | null>(null);
  const { isBusy: busy, refusal: fault, answerTo } = openAsking();
  const at = ref(0);
  const { isActive, pause, resume } = useIntervalFn(step, frameMs, { immediate: false });
  function step(): void {
    const end = track.value?.places.at(-1)?.[0] ?? 0;
    at.value = Math.min(end, at.value + frameMs * haste);
    if (at.value >= end) pause();
  }
  async function ask(asked: TrackAsked): Promise<void> {
    const answer = await answerTo('ask', () => api.track(asked));
    if (!answer) return;
    track.value = answer;
    at.value = answer.places.at(-1)?.[0] ?? answer.from;
  }
  function close(): void {
    pause();
    track.value = null;
    fault.value = null;
  }
  function turn(): void {
    if (isActive.value) return pause();
    const [first, last] = [track.value?.places[0]?.[0] ?? 0, track.value?.places.at(-1)?.[0] ?? 0];
    if (at.value >= last) at.value = first;
    resume();
  }
  return {
    track,
    fault,
    busy,
    at,
    isPlaying: isActive,
    ask,
    close,
    turn,
    /** As far as it was gone at the instant that is looked at; always the same for the same instant. */
    way: computed(() => (track.value ? stretchesOf(track.value.places, at.value) : noWay)),
    spot: computed(() => {
      const found = track.value && spotAt(track.value.places, at.value);
      return found ? { lng: found.lng, lat: found.lat, label: formatTime(found.at) } : null;
    }),
  };
}
const noWay: ReturnType<typeof stretchesOf> = [];
