import { computed, ref, shallowRef, watch, type Ref } from 'vue';
import type { PresenceRow } from '#shared/views/presence.ts';
import type { Up } from '#shared/wire/up.ts';

/** How often the server is told that somebody still works on what is claimed here; a claim lasts two minutes without. */
const renewMs = 20_000;

export interface SoftLockParts {
  /** Id of the person at this desk. */
  me: string;
  selectedId: Ref<string | null>;
  /** Desks by the incident that is open there, whoever claimed it first. */
  desks: () => ReadonlyMap<string, readonly PresenceRow[]>;
  now: () => number;
  look(at: Up['looking']): void;
}

/**
 * What this desk says of itself and knows of the others: an incident that is worked on here is claimed, and one that another
 * officer has claimed asks for a second thought. It binds nobody; the version of the incident decides.
 */
export function openSoftLock({ me, selectedId, desks, now, look }: SoftLockParts) {
  const claimed = ref(false);
  /** Who took over what was claimed here. */
  const overtakenBy = ref<string | null>(null);
  let renewedAt = 0;
  /** Claims that were taken over here, until the others' desks are heard to have lost them: who, and since when it was theirs. */
  const takenOver = shallowRef<ReadonlyMap<string, number>>(new Map());

  const say = (claim: boolean): void => {
    claimed.value = claim;
    renewedAt = now();
    look({ incident: selectedId.value, claim });
  };
  const others = computed(() => othersAt(desks(), selectedId.value, me));
  const claims = computed(() => others.value.filter((desk) => desk.claimed));
  /**
   * The officer who has claimed the selected incident; null when nobody else has. What was taken over a moment ago counts as
   * taken, whatever the line still says: the key pressed right after must not be lost.
   */
  const lockedBy = computed(
    () => claims.value.find(({ who, since }) => takenOver.value.get(who) !== since)?.name ?? null,
  );

  watch(
    selectedId,
    () => {
      overtakenBy.value = null;
      takenOver.value = new Map();
      say(false);
    },
    { flush: 'sync' },
  );
  watch(lockedBy, (name) => {
    if (name === null || !claimed.value) return;
    overtakenBy.value = name;
    say(false);
  });

  /** Claims the selected incident, also from somebody else. */
  function claim(): void {
    if (selectedId.value === null) return;
    overtakenBy.value = null;
    takenOver.value = new Map(claims.value.map(({ who, since }) => [who, since]));
    say(true);
  }
  /** Somebody is at work here: claims what nobody else has claimed, and keeps a claim alive. */
  function work(): void {
    if (selectedId.value === null || lockedBy.value !== null) return;
    if (!claimed.value || now() - renewedAt >= renewMs) claim();
  }
  /** Some sign of life at this desk: keeps what is claimed. */
  function stay(): void {
    if (claimed.value) work();
  }
  /** The work here is done: the matter is in the next hands, which nothing here may hold up. */
  function letGo(): void {
    if (claimed.value) say(false);
  }
  return { others, lockedBy, overtakenBy, claimed, claim, work, stay, letGo };
}

/** The other people who have an incident open, each once. */
export function othersAt(
  desks: ReadonlyMap<string, readonly PresenceRow[]>,
  incident: string | null,
  me: string,
): PresenceRow[] {
  const seen = new Set([me]);
  return (desks.get(incident ?? '') ?? []).filter(({ who }) => !seen.has(who) && seen.add(who));
}
