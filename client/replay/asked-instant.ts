import { minuteRead } from '../format/written-time.ts';

/** `?at=2026-11-21T21:46:30+08:00`, without a zone by the time of the county, or epoch ms; null when the address names no instant. */
export function askedInstant(search: string): number | null {
  const text = new URLSearchParams(search).get('at');
  if (text === null || text === '') return null;
  const at = /^\d+$/.test(text) ? Number(text) : (minuteRead(text) ?? zonedInstant(text));
  return Number.isFinite(at) && at > 0 ? at : null;
}

/** The address with the instant that is shown, without one for the present. */
export function withInstant(search: string, at: number | null): string {
  const query = new URLSearchParams(search);
  if (at === null) query.delete('at');
  else query.set('at', String(at));
  const text = query.toString();
  return text && `?${text}`;
}

const zonedInstant = (text: string): number => (/^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : NaN);
