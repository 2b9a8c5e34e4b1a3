import { computed, ref, shallowRef, type Ref } from 'vue';
import { parseOrigin } from '#shared/duty/list.ts';
import type { Incident } from '#shared/incident/incident.ts';
import { isRefusal, type Refusal } from '#shared/kernel/refusal.ts';
import type { IncidentDetail } from '#shared/wire/http.ts';
import type { Duplicate, Located, Suggestion } from '#shared/wire/responsibility.ts';
import type { Api } from '../../../http/api.ts';
import { language } from '../../../locales/i18n.ts';
import { firstChoice, type Choice } from '../../../forms/form.ts';

export type Reading = 'none' | 'loading' | 'ready' | 'failed';

/** So many matters are read ahead at most. */
const mostAhead = 4;

type DossierApi = Pick<Api, 'incident' | 'locate' | 'suggestions' | 'duplicates'>;
/** Whether sending it to units is the usual next step of an incident, another way, or not possible now. */
type WeightOfUnits = (incident: Incident) => 'main' | 'side' | null;

/** The incident on the table: what is known of it, who could take it, and who is chosen. */
export function openDossier(
  api: DossierApi,
  weightOfUnits: WeightOfUnits,
  /** Of a past that is turned back an older version may follow a newer one. */
  turnsBack = false,
) {
  const selectedId = ref<string | null>(null);
  const detail = shallowRef<IncidentDetail | null>(null);
  const reading = ref<Reading>('none');
  const fault = shallowRef<Refusal | null>(null);
  const ahead = openAhead(api);
  const { empty, advise, ...advice } = openAdvice(api, weightOfUnits, selectedId);

  async function select(id: string | null): Promise<void> {
    if (id !== selectedId.value) {
      detail.value = null;
      empty();
    }
    selectedId.value = id;
    const known = id === null ? undefined : ahead.take(id);
    if (known && !detail.value) detail.value = known;
    reading.value = id === null ? 'none' : detail.value ? 'ready' : 'loading';
    if (id !== null) await load(id);
  }
  /** Reads it again. What arrives after another one was selected is dropped. */
  async function load(id: string): Promise<void> {
    const answer = await api.incident(id);
    if (selectedId.value !== id) return;
    fault.value = isRefusal(answer) ? answer : null;
    if (isRefusal(answer)) {
      if (turnsBack) detail.value = null;
      reading.value = detail.value ? 'ready' : 'failed';
      return;
    }
    const isOlder = (detail.value?.incident.version ?? 0) > answer.incident.version;
    if (isOlder && !turnsBack) return;
    // What was read ahead and has not changed stands there already, and is not drawn a second time.
    if (!isSame(detail.value, answer)) detail.value = answer;
    reading.value = 'ready';
    await advise(answer.incident);
  }
  const incident = computed(() => detail.value?.incident ?? null);
  return { selectedId, detail, incident, reading, fault, ...advice, select, expect: ahead.expect, load };
}
export type Dossier = ReturnType<typeof openDossier>;

/** Read ahead: what the next press of a key opens. Newer than what is shown it never is, so it is read again once it stands there. */
function openAhead(api: Pick<DossierApi, 'incident'>) {
  const ahead = new Map<string, IncidentDetail>();
  return {
    take(id: string): IncidentDetail | undefined {
      const known = ahead.get(id);
      ahead.delete(id);
      return known;
    },
    async expect(id: string | null): Promise<void> {
      if (id === null || ahead.has(id)) return;
      const answer = await api.incident(id);
      if (isRefusal(answer)) return;
      ahead.set(id, answer);
      for (const old of ahead.keys()) if (ahead.size > mostAhead) ahead.delete(old);
    },
  };
}

/** Who answers for the place of a matter, who could take it, and what may be the same. */
function openAdvice(
  api: Omit<DossierApi, 'incident'>,
  weightOfUnits: WeightOfUnits,
  selectedId: Readonly<Ref<string | null>>,
) {
  const located = shallowRef<Located | null>(null);
  /** Null while none are needed or read. */
  const suggestions = shallowRef<readonly Suggestion[] | null>(null);
  const choice = ref<Choice>({});
  /** What may be the same matter, and which of it is chosen for merging. */
  const duplicates = shallowRef<readonly Duplicate[]>([]);
  const twin = ref<string | null>(null);

  async function locate({ id, place, placeless }: Incident): Promise<void> {
    // Nobody answers for where a matter does not lie.
    if (located.value || placeless) return;
    const answer = await api.locate(place.lng, place.lat);
    if (selectedId.value === id && !isRefusal(answer)) located.value = answer;
  }
  /** Only while it is open: a closed matter is merged with nothing. */
  async function compare({ id, ended, closedAt, origin }: Incident): Promise<void> {
    const isOpen = ended === undefined && closedAt === undefined;
    // The lists of a grid are alike and none is another's double.
    const answer = isOpen && !parseOrigin(origin) ? await api.duplicates(id) : [];
    if (selectedId.value !== id) return;
    duplicates.value = isRefusal(answer) ? [] : answer;
    if (!duplicates.value.some((one) => one.id === twin.value)) twin.value = null;
  }
  async function suggest(incident: Incident): Promise<void> {
    const weight = weightOfUnits(incident);
    if (weight === null) suggestions.value = null;
    else if (suggestions.value === null) {
      const answer = await api.suggestions(incident.id, language());
      if (selectedId.value !== incident.id) return;
      suggestions.value = isRefusal(answer) ? [] : answer;
    }
    // Only where sending it to a unit is the usual next step is one chosen beforehand.
    if (weight !== 'main') choice.value = {};
    else if (Object.keys(choice.value).length === 0) choice.value = firstChoice(suggestions.value ?? []);
  }
  return {
    located,
    suggestions,
    choice,
    duplicates,
    twin,
    /** Another matter lies on the table. */
    empty(): void {
      located.value = suggestions.value = null;
      choice.value = {};
      duplicates.value = [];
      twin.value = null;
    },
    advise: (incident: Incident) => Promise.all([locate(incident), suggest(incident), compare(incident)]),
  };
}

/** Whether two answers say the same; both came as JSON of one server, so their fields have one order. */
function isSame(held: IncidentDetail | null, answer: IncidentDetail): boolean {
  return (
    held?.incident.version === answer.incident.version && JSON.stringify(held) === JSON.stringify(answer)
  );
}
