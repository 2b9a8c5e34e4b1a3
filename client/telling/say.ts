/** Says a text of the language in use. */
export type Say = (key: string, params?: Record<string, string | number>) => string;

/** A limit as the catalogue says it: 2 小时, 3 小时 10 分, 1 个工作日. */
export function limitText({ amount, unit }: { amount: number; unit: string }, say: Say): string {
  if (unit !== 'urgent-minute' || amount < 60) return say(`desk.limit.${unit}`, { n: amount });
  const [h, m] = [Math.floor(amount / 60), amount % 60];
  return m === 0 ? say('desk.limit.hours', { h }) : say('desk.limit.hours-minutes', { h, m });
}
