import type { Person } from '#shared/access/person.ts';
import { scopesOf } from '#shared/access/slice.ts';
import { inRecord, textIn, type Language, type Localized } from '#shared/kernel/localized.ts';
import { placeName } from '#shared/pack/place-name.ts';
import type { Unit } from '#shared/pack/schema.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import { parseScope } from '#shared/wire/scope.ts';

/** The part of a jurisdiction that a screen shows. */
export interface Slice {
  /** As channels name them; figures are those of the first. */
  scopes: readonly string[];
  /** Its cells; none: the whole map. */
  grids: readonly string[];
  /** From the jurisdiction down to the part; one name when it is the whole. */
  path: readonly Localized[];
}

/** What a person sees, or the part of it that the screen's address asks for. The server refuses what is not the person's. */
export function sliceOf(
  person: Pick<Person, 'role' | 'grids' | 'unit'>,
  pack: Pick<PackDigest, 'identity' | 'units'>,
  asked: string | null = null,
): Slice {
  const scopes = asked === null ? scopesOf(person) : [asked];
  const parsed = scopes.flatMap((name) => parseScope(name) ?? []);
  const grids = parsed.flatMap((scope) => (scope.kind === 'grid' ? [scope.id] : []));
  const whole = pack.identity.name;
  const [first, ...others] = grids;
  if (first !== undefined) {
    const names = [first, ...others].map((id) => pathOfGrid(pack.units, id));
    const path = others.length === 0 ? (names[0] ?? []) : [joined(names.flatMap((one) => one.at(-1) ?? []))];
    return { scopes, grids, path: [whole, ...path] };
  }
  const unit = parsed.find((scope) => scope.kind === 'unit');
  const own = unit && pack.units.find(({ id }) => id === unit.id);
  return { scopes, grids, path: own ? [whole, own.name] : [whole] };
}

/** The scope that an address asks for, `…/wall?scope=grid/320281-001`; a grid may stand there alone. Null: none, or no such thing. */
export function askedScope(search: string): string | null {
  const asked = new URLSearchParams(search).get('scope');
  if (asked === null) return null;
  if (parseScope(asked)) return asked;
  return parseScope(`grid/${asked}`) ? `grid/${asked}` : null;
}

/** Seats and posts that people are called by where they have no name of their own, as the other language has them. */
const calledBy: Readonly<Record<string, string>> = {
  值班席: 'Seat',
  值班长: 'Duty chief',
  值班员: 'Duty officer',
  值班领导: 'Leader on duty',
  带班领导: 'Leader on duty',
};

/** A person as the screen calls them: a seat by its word in the language of the screen, a name as it is. */
export function calledName(name: string, language: Language): string {
  return language === 'zh'
    ? name
    : name.replace(/(值班席|值班长|值班员|值班领导|带班领导)(?=\s*\d*$)/u, (word) => calledBy[word] ?? word);
}

/** A part and the seat in it, which may be called after the part: 江阴市 › 澄江街道 · 值班席. */
export function seatName(path: readonly Localized[], seat: string, language: Language): string {
  const place = inRecord(path.at(-1)) ?? '';
  const own = place !== '' && seat.startsWith(place) ? seat.slice(place.length).trim() : seat;
  return [path.map((name) => textIn(name, language)).join(' › '), calledName(own, language)]
    .filter(Boolean)
    .join(' · ');
}

/** The same part as a filter of lists. */
export function asFilter(scope: string | null): { grid?: string; unit?: string } {
  const parsed = scope === null ? null : parseScope(scope);
  return !parsed || parsed.kind === 'all' ? {} : { [parsed.kind]: parsed.id };
}

/** Names of a cell and of what holds it, widest first, as far as units answer for them; the id for a nameless one. */
function pathOfGrid(units: readonly Unit[], id: string): Localized[] {
  const answers = ({ kind }: Unit): boolean => kind === 'town' || kind === 'community';
  const own = units.find((unit) => unit.grid === id && answers(unit));
  if (!own) return [{ zh: id, en: id }];
  const parent = units.find((unit) => unit.id === own.parent && answers(unit));
  return [...(parent ? [placeName(parent)] : []), placeName(own)];
}

function joined(names: readonly Localized[]): Localized {
  return { zh: names.map(({ zh }) => zh).join('、'), en: names.map(({ en }) => en).join(', ') };
}
