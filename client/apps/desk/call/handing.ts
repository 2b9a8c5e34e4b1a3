import { computed, ref } from 'vue';
import type { SeatRow } from '#shared/views/presence.ts';
import type { Up } from '#shared/wire/up.ts';

/** A call that was handed on is this desk's again after this long: it must not ring where nobody hears it. */
export const passMs = 30_000;

/** A call handed on from this desk. */
export interface Pass {
  incident: string;
  to: string;
  name: string;
  at: number;
}
interface HandingParts {
  me: string;
  seats: () => readonly SeatRow[];
  now: () => number;
  look(at: Up['looking']): void;
}

/** Urgent calls handed on from seat to seat. Nothing is taken by it: until somebody takes the call it goes on calling. */
export function openHanding({ me, seats, now, look }: HandingParts) {
  const passed = ref<Pass | null>(null);
  let last: Up['looking'] = { incident: null, claim: false };

  function say(at: Up['looking'] = last): void {
    last = at;
    const pass = passed.value;
    look({ ...at, ...(pass && { pass: { incident: pass.incident, to: pass.to } }) });
  }
  return {
    /** Says what is open here, with what is handed on. */
    say,
    passed,
    /** The other seats, each person once. */
    otherSeats: computed(() => {
      const seen = new Set([me]);
      return seats().filter(({ who }) => !seen.has(who) && seen.add(who));
    }),
    /** Calls that others hand to this seat, with who does. */
    handedHere: computed(
      () =>
        new Map(
          seats().flatMap(({ name, passes }) =>
            passes?.to === me ? [[passes.incident, name] as const] : [],
          ),
        ),
    ),
    pass(incident: string, { who, name }: Pick<SeatRow, 'who' | 'name'>): void {
      passed.value = { incident, to: who, name, at: now() };
      say();
    },
    /** Ends what is over: taken, left alone for too long, or handed to a seat that is gone. Called once a second. */
    settle(calling: (incident: string) => boolean): void {
      const pass = passed.value;
      if (!pass) return;
      const stands = seats().some(({ who }) => who === pass.to);
      if (stands && calling(pass.incident) && now() - pass.at < passMs) return;
      passed.value = null;
      say();
    },
  };
}
export type Handing = ReturnType<typeof openHanding>;
