import { dice, seedOf } from '#shared/kernel/dice.ts';
import { dayMs, hourMs, minuteMs } from '#shared/kernel/span.ts';
import type { Sensor } from '#shared/pack/schema.ts';
import type { Rule } from '#shared/sensing/rule.ts';
import { weatherAt } from './rhythm.ts';

/**
 * What a pretend sensor measures at an instant: a daily wave inside its normal band, slow and fast noise, rain where rain
 * matters, and now and then an episode that crosses its rule. A pure function, so a restarted simulator continues the curve.
 */
export interface SignalWorld {
  seed: number;
  utcOffsetMinutes: number;
  /** Chance of an episode a sensor and six hours. */
  episodes: number;
  /** Chance that a sensor is silent for a day. */
  silences: number;
}

const windowMs = 6 * hourMs;
const feelsRain = /level|rain|flow|water|seep/;

/** The value of a sensor, or null while it is silent. */
export function valueAt(
  sensor: Sensor,
  rules: readonly Rule[],
  at: number,
  world: SignalWorld,
  /** How hard it rains on it, 0 to 1: the hardest takes it beyond its limit. */
  storm = 0,
): number | null {
  const seed = seedOf(`${world.seed}:${sensor.id}`);
  if (isSilent(seed, at, world.silences)) return null;
  const [low, high] = sensor.normal;
  const half = (high - low) / 2;
  const local = at + world.utcOffsetMinutes * minuteMs;
  const phase = ((seed % 97) / 97) * 1.5;
  const wave = Math.sin(((local % dayMs) / dayMs) * 2 * Math.PI - 1.9 + phase);
  let value =
    (low + high) / 2 +
    half *
      (0.42 * wave + 0.3 * smoothNoise(seed, at, 40 * minuteMs) + 0.06 * smoothNoise(seed + 1, at, 20_000));
  if (feelsRain.test(sensor.quantity)) value += half * Math.min(0.25, weatherAt(at, world.seed).rain / 60);
  value += driftOf(rules, seed, at);
  value = withEpisode(value, sensor, rules, seed, at, world.episodes);
  if (storm > 0) value = beyond(value, rules, storm);
  const [least, most] = sensor.range;
  return Number(Math.min(most, Math.max(least, value)).toFixed(sensor.decimals));
}

/** Of the instruments that are watched for drift one in six wanders, three times as fast as is told, until it is set right. */
function driftOf(rules: readonly Rule[], seed: number, at: number): number {
  const rule = rules.find((one) => one.kind === 'drift');
  if (rule?.kind !== 'drift' || seed % 6 !== 0) return 0;
  const cycle = 8 * rule.overMs;
  return ((3 * rule.by) / (7 * rule.overMs)) * ((at + (seed % cycle)) % cycle);
}

function isSilent(seed: number, at: number, chance: number): boolean {
  return dice(seed ^ (Math.floor(at / dayMs) * 2654435761)).roll() < chance;
}

/** Noise in [-1, 1] that changes over `length`. */
function smoothNoise(seed: number, at: number, length: number): number {
  const position = at / length;
  const index = Math.floor(position);
  const value = (i: number): number => dice(seed ^ Math.imul(i, 0x9e3779b1)).roll() * 2 - 1;
  const t = position - index;
  const smooth = t * t * (3 - 2 * t);
  return value(index) * (1 - smooth) + value(index + 1) * smooth;
}

/** The value on its way to a little beyond the limit of the rule. */
function beyond(value: number, rules: readonly Rule[], share: number): number {
  const rule = rules.find((one) => one.kind === 'threshold');
  if (rule?.kind !== 'threshold') return value;
  const gap = Math.abs(rule.enter - rule.leave) || Math.abs(rule.enter) * 0.1 || 1;
  const peak = rule.side === 'above' ? rule.enter + gap * 0.7 : rule.enter - gap * 0.7;
  return value + (peak - value) * share;
}

/** In some windows the value climbs beyond the sensor's threshold, stays for a while and falls back. */
function withEpisode(
  value: number,
  sensor: Sensor,
  rules: readonly Rule[],
  seed: number,
  at: number,
  chance: number,
): number {
  const rule = rules.find((one) => one.kind === 'threshold');
  if (rule?.kind !== 'threshold') return value;
  const window = Math.floor(at / windowMs);
  const roll = dice(seed ^ Math.imul(window, 0x85ebca6b));
  if (!roll.chance(chance)) return value;
  const start = window * windowMs + roll.roll() * (windowMs - 90 * minuteMs);
  const length = rule.enterMs + rule.leaveMs + (12 + roll.roll() * 30) * minuteMs;
  const within = (at - start) / length;
  if (within < 0 || within > 1) return value;
  const shape = Math.min(1, Math.min(within, 1 - within) * 8);
  const gap = Math.abs(rule.enter - rule.leave) || Math.abs(rule.enter) * 0.1 || 1;
  const peak =
    rule.side === 'above'
      ? rule.enter + gap * (0.3 + 0.8 * roll.roll())
      : rule.enter - gap * (0.3 + 0.8 * roll.roll());
  return value + (peak - value) * shape;
}
