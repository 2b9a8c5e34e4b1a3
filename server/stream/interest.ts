/** A set of sensors that some screens show; screens with the same set share one frame. */
export interface Interest {
  key: string;
  /** By ordinal: 1 when the sensor belongs to it. */
  mask: Uint8Array;
  ordinals: Uint32Array;
}

/** Interests of a jurisdiction, each made once however many screens have it. */
export interface Interests {
  /** The interest in these of the allowed sensors. */
  of(sensors: 'all' | readonly number[], allowed: Allowed): Interest;
}
/** The sensors a person may see, with a name that is the same for the same ones. */
export interface Allowed {
  key: string;
  ordinals: readonly number[];
}

/** `size` tells the number of sensors. Interests that nobody holds are garbage collected. */
export function openInterests(size: () => number): Interests {
  const made = new Map<string, WeakRef<Interest>>();
  return {
    of(sensors, allowed) {
      const wanted = sensors === 'all' ? null : new Set(sensors);
      const ordinals = wanted ? allowed.ordinals.filter((one) => wanted.has(one)) : allowed.ordinals;
      const key = wanted ? `some:${ordinals.join(',')}` : `all:${allowed.key}`;
      const known = made.get(key)?.deref();
      if (known) return known;
      for (const [old, ref] of made) if (!ref.deref()) made.delete(old);
      const interest = { key, mask: new Uint8Array(size()), ordinals: Uint32Array.from(ordinals) };
      for (const ordinal of ordinals) interest.mask[ordinal] = 1;
      made.set(key, new WeakRef(interest));
      return interest;
    },
  };
}
