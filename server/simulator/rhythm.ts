import { dayMs, hourMs } from '#shared/kernel/span.ts';
import { dice, seedOf } from '#shared/kernel/dice.ts';

/** How busy each local hour is against the mean hour: people report by day, most of all mid-morning and mid-afternoon. */
const hours = [
  0.15, 0.1, 0.08, 0.07, 0.1, 0.2, 0.45, 0.85, 1.55, 2.05, 2.1, 1.7, 1.05, 1.2, 1.85, 2.05, 1.95, 1.6, 1.15,
  0.95, 0.85, 0.7, 0.45, 0.3,
];
const mean = hours.reduce((sum, hour) => sum + hour, 0) / 24;

/** Reports an hour at an instant, against the mean; weekends are a third quieter. */
export function busyness(at: number, utcOffsetMinutes: number): number {
  const local = at + utcOffsetMinutes * 60_000;
  const hour = Math.floor((local % dayMs) / hourMs);
  const weekday = (Math.floor(local / dayMs) + 4) % 7;
  return ((hours[hour] ?? 1) / mean) * (weekday === 0 || weekday === 6 ? 0.72 : 1.11);
}

export interface Weather {
  /** mm an hour. */
  rain: number;
  /** °C. */
  temperature: number;
  /** m/s. */
  wind: number;
}

/** The pretend weather of an instant: a season, a daily wave, and fronts that last some hours. The same seed gives the same sky. */
export function weatherAt(at: number, seed: number): Weather {
  const front = (length: number, salt: number): number => {
    const position = at / length;
    const low = Math.floor(position);
    const value = (index: number): number => dice(seedOf(`${seed}:${salt}:${index}`)).roll();
    const t = position - low;
    const smooth = t * t * (3 - 2 * t);
    return value(low) * (1 - smooth) + value(low + 1) * smooth;
  };
  const wet = front(9 * hourMs, 1);
  const season = Math.cos(((at % (365.25 * dayMs)) / (365.25 * dayMs)) * 2 * Math.PI + 0.35);
  const daily = Math.cos((((at + 8 * hourMs) % dayMs) / dayMs) * 2 * Math.PI - 3.8);
  return {
    rain: wet > 0.72 ? (wet - 0.72) * 60 : 0,
    temperature: 16 - 12 * season + 4 * daily + 6 * (front(60 * hourMs, 2) - 0.5),
    wind: 1 + 9 * front(7 * hourMs, 3) ** 2,
  };
}
