import type { Zoned } from '#shared/clock/zone.ts';
import type { Post } from '#shared/access/post.ts';
import type { Colour } from '#shared/warning/colour.ts';
import type { RestAsked } from '#shared/warning/rest.ts';
import type { WarningState } from '#shared/warning/warning.ts';
import type { CommandBody } from '#shared/wire/http.ts';
import { minuteRead, minuteText } from '../../format/written-time.ts';

/** A warning as it is being written: texts as they were typed. */
export interface Draft {
  colour: Colour;
  title: string;
  basis: string;
  /** Instruments it rests on; their readings are looked up by the server. */
  sensors: string[];
  forecast: { source: string; text: string };
  grids: string[];
  measures: string;
  actions: { id: string; text: string; unit: string; item: string }[];
  to: { grids: boolean; units: string[]; posts: Post[] };
  /** As a `datetime-local` field writes it, in the time of the jurisdiction; empty: none. */
  until: string;
}
export type DraftMode = 'propose' | 'issue' | 'sign';

export const emptyDraft = (): Draft => ({
  colour: 'blue',
  title: '',
  basis: '',
  sensors: [],
  forecast: { source: '', text: '' },
  grids: [],
  measures: '',
  actions: [],
  to: { grids: true, units: [], posts: [] },
  until: '',
});

/** What was proposed, to be signed with changes. */
export function draftOf(state: WarningState, county: Zoned): Draft {
  const to = state.to ?? { grids: true, units: [], posts: [] };
  return {
    ...emptyDraft(),
    colour: state.colour,
    title: state.title,
    basis: state.basis,
    measures: state.measures,
    grids: [...state.grids],
    actions: (state.actions ?? []).map((one) => ({ ...one, item: one.item ?? '' })),
    to: { ...to, units: [...to.units], posts: [...to.posts] },
    until: state.until === undefined ? '' : minuteText(state.until, county),
  };
}

/** The fields that are still to be filled in. */
export function missingIn(draft: Draft): ('title' | 'basis' | 'actions')[] {
  return [
    ...(draft.title.trim() === '' ? (['title'] as const) : []),
    ...(draft.basis.trim() === '' ? (['basis'] as const) : []),
    ...(draft.actions.some(({ text, unit }) => text.trim() === '' || unit === '')
      ? (['actions'] as const)
      : []),
  ];
}

/** The command that a draft is; `on` is the proposal that is signed. */
export function commandOf(
  mode: DraftMode,
  draft: Draft,
  { now, county }: { now: number; county: Zoned },
  on: { id: string; version: number } | null,
): CommandBody {
  const { colour, grids, to } = draft;
  const rests: RestAsked[] = draft.sensors.map((sensor) => ({ kind: 'reading', sensor, at: now }));
  const [source, text] = [draft.forecast.source.trim(), draft.forecast.text.trim()];
  if (source !== '' && text !== '') rests.push({ kind: 'forecast', source, text, at: now });
  const until = minuteRead(draft.until, county);
  const content = {
    colour,
    title: draft.title.trim(),
    basis: draft.basis.trim(),
    measures: draft.measures.trim(),
    grids,
    to,
    ...(rests.length > 0 && { rests }),
    ...(until !== null && { until }),
    ...(draft.actions.length > 0 && {
      actions: draft.actions.map(({ id, text: what, unit, item }) => ({
        id,
        text: what.trim(),
        unit,
        ...(item !== '' && { item }),
      })),
    }),
  };
  if (mode === 'sign' && on) return { kind: 'sign-warning', warning: on.id, version: on.version, ...content };
  return { kind: mode === 'issue' ? 'issue-warning' : 'propose-warning', ...content };
}

/** A name for one more measure that none of them has. */
export function nextMeasure(actions: Draft['actions']): string {
  for (let n = actions.length + 1; ; n++) if (!actions.some(({ id }) => id === `m${n}`)) return `m${n}`;
}
