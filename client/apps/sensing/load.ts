import { addTo } from '#shared/kernel/group-by.ts';
import { alarmPriorities, floodItems, floodWindowMs, wantedShares } from '#shared/sensing/alarm.ts';
import type { AlarmPerformance } from '#shared/wire/alarms.ts';

/** The load of one operator: by ten minutes, and what ISA-18.2 asks of it. */
export interface OperatorLoad {
  operator: string | null;
  alarms: number;
  /** Mean and most of ten minutes. */
  mean: number;
  peak: number;
  floodMs: number;
}

/** Operators, the busiest first. */
export function operatorLoads({ bins }: Pick<AlarmPerformance, 'bins'>, spanMs: number): OperatorLoad[] {
  const spans = Math.max(1, spanMs / floodWindowMs);
  const by = new Map<string | null, number[]>();
  for (const { operator, count } of bins) addTo(by, operator, count);
  return [...by]
    .map(([operator, counts]) => {
      const alarms = counts.reduce((sum, count) => sum + count, 0);
      return {
        operator,
        alarms,
        mean: alarms / spans,
        peak: Math.max(...counts),
        floodMs: counts.filter((count) => count > floodItems).length * floodWindowMs,
      };
    })
    .sort((a, b) => b.peak - a.peak || b.alarms - a.alarms);
}

/** New alarms by ten minutes, all operators together, gathered to at most `most` bars; each bar tells its busiest ten minutes. */
export function loadBars({ bins }: Pick<AlarmPerformance, 'bins'>, spanMs: number, most: number): number[] {
  const spans = Math.ceil(spanMs / floodWindowMs);
  const wide = Math.max(1, Math.ceil(spans / most));
  const sums = new Map<number, number>();
  for (const { bin, count } of bins) sums.set(bin, (sums.get(bin) ?? 0) + count);
  const bars = Array.from({ length: Math.ceil(spans / wide) }, () => 0);
  for (const [bin, sum] of sums) {
    const at = Math.floor(bin / wide);
    if (at >= 0 && at < bars.length) bars[at] = Math.max(bars[at] ?? 0, sum);
  }
  return bars;
}

/** Share of each priority beside the one that people can live with; null where nothing came. */
export function shares({ byPriority }: Pick<AlarmPerformance, 'byPriority'>) {
  const of = (priority: number): number => byPriority[String(priority)] ?? 0;
  const all = alarmPriorities.reduce((sum, priority) => sum + of(priority), 0);
  return alarmPriorities.map((priority) => ({
    priority,
    count: of(priority),
    wanted: wantedShares[priority],
    share: all === 0 ? null : of(priority) / all,
  }));
}
