import { expect, it } from 'vitest';
import { clockDifference, hearClock, serverNow } from '../../../client/http/server-clock.ts';

it("the server's clock is heard from its answers, small differences and nonsense are not", () => {
  expect(clockDifference()).toBeNull();
  hearClock('soon', 0);
  hearClock(null, 0);
  expect(clockDifference()).toBeNull();
  hearClock('Sun, 29 Nov 2026 09:00:02 GMT', Date.UTC(2026, 10, 29, 9));
  expect(clockDifference()).toBe(0);
  hearClock('Sun, 29 Nov 2026 09:00:00 GMT', Date.UTC(2027, 0, 8, 9));
  expect(clockDifference()).toBe(-40 * 86_400_000);
  expect(Math.abs(serverNow() - (Date.now() - 40 * 86_400_000))).toBeLessThan(1_000);
});
