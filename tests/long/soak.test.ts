import { describe, expect, it } from 'vitest';
import { growthOf, soak } from '../bench/soak.ts';

/** Ten minutes of a wall whose scenes are turned while matters come and go. A built client is asked for. */
const minutes = Number(process.env['SOAK_MINUTES'] ?? 10);

describe('a wall that runs on', () => {
  it(
    `holds as much after ${minutes} minutes as in the middle of them`,
    async () => {
      const growth = growthOf(await soak(minutes * 60_000));
      // A tenth: the heap is looked at between collections of what is young.
      expect(growth.heapMB).toBeLessThan(1.1);
      expect(growth.nodes).toBeLessThan(1.05);
      expect(growth.listeners).toBeLessThan(1.05);
      expect(growth.contexts).toBeLessThanOrEqual(1);
    },
    (minutes + 4) * 60_000,
  );
});
