import type { Actor, Person, Role } from '#shared/access/person.ts';
import type { Form } from '#shared/incident/command.ts';
import { clockActor, dueCommands } from '#shared/incident/due.ts';
import { offeredSteps } from '#shared/incident/hindrance.ts';
import type { Incident } from '#shared/incident/incident.ts';
import type { Dice } from '#shared/kernel/dice.ts';
import { must } from '#shared/kernel/must.ts';
import { isRefusal } from '#shared/kernel/refusal.ts';
import { dayMs } from '#shared/kernel/span.ts';
import { standsAbove } from '#shared/pack/above.ts';
import type { Field } from '#shared/procedure/field.ts';
import type { Procedure, Transition } from '#shared/procedure/schema.ts';
import { testPhoto } from './files.ts';
import { dueGroundOf } from '../../server/packs/ground.ts';
import type { LoadedPack } from '../../server/packs/loaded.ts';
import type { HttpHouse } from './http-house.ts';

type Knock = Awaited<ReturnType<HttpHouse['signIn']>>;

/** People of a demo county, each through a session of their own over HTTP. Citizens come by no session: the house takes their word. */
export function openCast(house: Pick<HttpHouse, 'signIn'>, pack: LoadedPack) {
  const sessions = new Map<string, Promise<{ person: Person; knock: Knock }>>();
  const of = (login: string) => {
    const known = sessions.get(login);
    if (known) return known;
    const made = house.signIn(login).then(async (knock) => ({
      person: (await knock('GET', '/session')).body as unknown as Person,
      knock,
    }));
    sessions.set(login, made);
    return made;
  };
  const ask = async (login: string, ...asked: Parameters<Knock>): ReturnType<Knock> =>
    (await of(login)).knock(...asked);
  const send = async (
    login: string,
    command: object,
  ): Promise<{ status: number; subject: string; text: string }> => {
    const key = `${login}-${Math.random()}`;
    const told = await ask(login, 'POST', '/commands', {
      body: await withPhoto(login, command),
      headers: { 'idempotency-key': key },
    });
    return { status: told.status, subject: String(told.body['subject'] ?? ''), text: told.text };
  };
  /** What a form shows is brought by its person before. */
  async function withPhoto(login: string, command: object): Promise<object> {
    const { form } = command as { form?: Form };
    if (!Array.isArray(form?.['evidence'])) return command;
    const headers = { 'content-type': 'image/png' };
    const { body } = await ask(login, 'POST', '/evidence', { raw: testPhoto(), headers });
    const evidence = (form['evidence'] as object[]).map((one) => ({
      ...one,
      kind: 'photo',
      ref: body['ref'],
    }));
    return { ...command, form: { ...form, evidence } };
  }
  return {
    of,
    send,
    /** A matter as this person reads it: null when the house shows it to them not. */
    async read(login: string, id: string): Promise<Incident | null> {
      const told = await ask(login, 'GET', `/incidents/${id}`);
      return told.status === 200 ? (told.body['incident'] as Incident) : null;
    },
    /** What the buttons of this person's screen are. */
    async offered(login: string, incident: Incident, now: number) {
      const { person } = await of(login);
      const procedure = must(pack.procedures.get(incident.procedure), incident.procedure);
      const isAbove = (unit: string): boolean => standsAbove(person, unit, pack.units);
      return offeredSteps(incident, procedure, person, { now, isAbove });
    },
  };
}
export type Cast = ReturnType<typeof openCast>;

/** The demo sign-ins that may have a hand in a matter. */
export function loginsOf(pack: LoadedPack, { tasks, grids, children }: Incident, home: string): string[] {
  const units = [...tasks, ...(children ?? [])].flatMap(({ unit }) => unit ?? []);
  const wide = grids[0] ?? home;
  const handlers = [...new Set(units)].flatMap((unit) => [
    unit,
    `${unit}-2`,
    `${unit}-3`,
    `${unit}-4`,
    `${unit}-agent`,
  ]);
  return ['duty1', 'duty2', 'chief', 'leader', `field-${wide}`, `agent-${wide}`, ...handlers];
}

/** A form that its fields accept, in this county. */
export function fillIn(
  pack: LoadedPack,
  { form, effects }: Pick<Transition, 'form' | 'effects'>,
  about: { incident: Incident | null; twin: string; now: number; roll: Dice },
): Form {
  const { incident, twin, now } = about;
  const open = effects.find((one) => one.do === 'open');
  const had = (incident?.children ?? []).flatMap(({ unit, item }) =>
    open?.do === 'open' && item === open.item ? (unit ?? []) : [],
  );
  const filled: Form = {};
  for (const field of form) {
    const asksOthers = field.kind === 'units' && about.roll.chance(0.7);
    if (!field.required && field.expects === undefined && !asksOthers) continue;
    const lead = typeof filled['lead'] === 'string' ? filled['lead'] : '';
    filled[field.id] = valueFor(pack, field, { incident, twin, now, taken: [...had, lead] });
  }
  return filled;
}

const texts = ['说明情况', '91320281MA1ABCDE2X', '123X', 'SZF-0417', '0510-86990000'];

function valueFor(
  pack: LoadedPack,
  field: Field,
  about: { incident: Incident | null; twin: string; now: number; taken: readonly string[] },
): Form[string] {
  const { incident, now, twin, taken } = about;
  const { min = 1, max = 100 } = field;
  const units = [...pack.units.values()].filter(
    ({ id, kind }) =>
      !taken.includes(id) && (field.kinds ? field.kinds.includes(kind) : kind === 'department'),
  );
  const ofItem = pack.items.get(incident?.item ?? '')?.units[0] ?? '';
  switch (field.kind) {
    case 'text':
      return must(
        texts.find((text) => new RegExp(`^(?:${field.pattern?.match ?? '.+'})$`, 'u').test(text)),
        field.id,
      );
    case 'number':
      return field.expects === 'rise' ? 100 : min;
    case 'date':
      return new Date(now + 40 * dayMs).toISOString().slice(0, 10);
    case 'yes-no':
      return true;
    case 'unit':
      return units.some(({ id }) => id === ofItem) ? ofItem : must(units[0], 'a unit').id;
    case 'units':
      return units
        .slice(-Math.max(min, 2))
        .slice(0, max)
        .map(({ id }) => id);
    case 'incident':
      return twin;
    case 'rating':
      return 4;
    case 'limit':
      return { amount: 2, unit: 'work-day' };
    case 'evidence':
      return Array.from({ length: min }, () => ({ kind: 'text' as const, text: '现场记录', at: now }));
    case 'choice':
      return must(field.choices?.[0], field.id).id;
    case 'record':
      return 'abcdefgh1234';
    case 'listed':
      return must(
        [...pack.listed.values()].find(({ list }) => field.lists?.includes(list)),
        field.id,
      ).id;
    case 'list':
      return ['条目一'];
    case 'checklist':
      return field.of === undefined
        ? must(field.choices, field.id)
            .slice(0, min)
            .map(({ id }) => id)
        : ((incident?.data?.[field.of] as string[] | undefined) ?? []);
  }
}

/** What time alone does to a matter before `until`, but for clocks that lapse: the step it took, at its time, or null. */
export async function letTimeAct(
  house: Pick<HttpHouse, 'clock' | 'execute'>,
  pack: LoadedPack,
  incident: Incident,
  until: number,
): Promise<string | null> {
  const procedure = must(pack.procedures.get(incident.procedure), incident.procedure);
  for (const { at, command } of dueCommands(incident, procedure, dueGroundOf(pack))) {
    if (at > until || command.kind !== 'take') continue;
    house.clock.now = Math.max(must(house.clock.now, 'the clock'), at);
    const answer = await house.execute({ jurisdiction: pack.id, by: clockActor, command });
    if (!isRefusal(answer)) return command.transition;
  }
  return null;
}

/** Steps from each node to the nearest one that holds `wanted`. */
export function distancesTo({ transitions }: Procedure, wanted: ReadonlySet<string>): Map<string, number> {
  const found = new Map([...wanted].map((node) => [node, 0]));
  for (const [node, far] of found)
    for (const { from, to } of transitions)
      if (to === node) for (const one of from) if (!found.has(one)) found.set(one, far + 1);
  return found;
}

/** The reporter of a matter, as one who may act on it by the tracking code. */
export const reporterOf = ({ reporter, jurisdiction }: Incident): Person => ({
  ...(reporter as Actor),
  jurisdiction,
  grids: [],
});
export const isHuman = (role: Role): boolean => role !== 'system' && role !== 'source';
