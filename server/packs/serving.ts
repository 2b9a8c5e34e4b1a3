import type { LoadedPack } from './loaded.ts';
import type { EndsCounty, OpensCounty } from './port.ts';

/** What rooms do for counties, kept so that one county can open and close while the others go on. */
export interface Serving {
  serve(open: OpensCounty, now: readonly LoadedPack[]): Promise<void>;
  /** Has every room do its part, one after the other. Throws what a room threw, with the parts before it ended again. */
  open(pack: LoadedPack): Promise<void>;
  /** Ends every part, the last begun first. What fails is told, and the rest ends all the same. */
  close(id: string, failed: (error: unknown) => void): Promise<void>;
}

export function openServing(): Serving {
  const rooms: OpensCounty[] = [];
  const ends = new Map<string, EndsCounty[]>();
  const keep = (id: string, end: EndsCounty): void => void ends.set(id, [...(ends.get(id) ?? []), end]);

  async function close(id: string, failed: (error: unknown) => void): Promise<void> {
    const own = ends.get(id) ?? [];
    ends.delete(id);
    for (const end of own.toReversed()) {
      try {
        await end?.();
      } catch (error) {
        failed(error);
      }
    }
  }
  return {
    async serve(open, now) {
      rooms.push(open);
      await Promise.all(
        now.map(async (pack) => {
          keep(pack.id, await open(pack));
        }),
      );
    },
    async open(pack) {
      try {
        // A room that joins meanwhile sees the county among those that are served, or here: not both.
        for (const open of [...rooms]) keep(pack.id, await open(pack));
      } catch (error) {
        await close(pack.id, () => undefined);
        throw error;
      }
    },
    close,
  };
}
