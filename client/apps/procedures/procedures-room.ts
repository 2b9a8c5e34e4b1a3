import { computed, inject, provide, ref, watchEffect, type InjectionKey } from 'vue';
import type { Person } from '#shared/access/person.ts';
import { must } from '#shared/kernel/must.ts';
import { families, type Family, type Procedure } from '#shared/procedure/schema.ts';
import type { PackDigest } from '#shared/wire/http.ts';
import { addressOfProcedure } from '../../app-address.ts';
import type { Api } from '../../http/api.ts';
import { i18n, language, say } from '../../locales/i18n.ts';
import { useFlow } from '../../stores/flow.ts';
import { useFreshness } from '../../stores/freshness.ts';
import { indexPack, packNames } from '../../telling/names.ts';
import { asFilter, askedScope, sliceOf } from '../../telling/slice.ts';
import { stepWords, type StepWords } from '../../telling/step-words.ts';
import type { Transition } from '#shared/procedure/schema.ts';

/** How many matters stand somewhere, and how many of them are late. */
export interface Count {
  open: number;
  overdue: number;
}

export interface ProceduresSetup {
  api: Api;
  person: Person;
  pack: PackDigest;
  /** The procedure that the address names. */
  subject: string | null;
}

/** All that the parts of the page share: the procedures, what stands where in the own part, and what is chosen. */
export function makeProceduresRoom({ api, person, pack, subject }: ProceduresSetup) {
  const flow = useFlow();
  const freshness = useFreshness();
  const index = indexPack(pack);
  const slice = sliceOf(person, pack, askedScope(location.search));
  // As figures do: of several parts the first is counted, and listed.
  const scope = slice.scopes[0] ?? 'all';
  const first = pack.procedures.find(({ id }) => id === 'standard') ?? pack.procedures[0];
  const chosenId = ref(subject ?? first?.id ?? '');
  const nodeId = ref<string | null>(decodeURIComponent(location.hash.slice(1)) || null);
  const procedure = computed(() => index.procedures.get(chosenId.value) ?? null);
  const node = computed(() => procedure.value?.nodes.find(({ id }) => id === nodeId.value) ?? null);
  const names = computed(() => packNames(index, language()));

  /** Until the channel is at the server's state a missing row says nothing; where nothing stands there never is one. */
  const known = ref(false);
  watchEffect(() => (known.value ||= freshness.state.consistent));
  /** Null until the first count is in. */
  const countOf = (procedureId: string, at?: string): Count | null => {
    if (!known.value) return null;
    return summed(
      [...flow.counts.values()].filter(
        (row) => row.procedure === procedureId && (at === undefined || row.node === at),
      ),
    );
  };
  const choose = (id: string, at: string | null = null): void => {
    chosenId.value = id;
    nodeId.value = at;
    const hash = at === null ? '' : `#${encodeURIComponent(at)}`;
    history.pushState(null, '', addressOfProcedure(api.jurisdiction, id) + location.search + hash);
  };
  /** Follows the browser's own way back. */
  const follow = (id: string | null, at: string | null): void => {
    chosenId.value = id ?? first?.id ?? '';
    nodeId.value = at;
  };
  watchEffect(() => {
    const name = procedure.value ? say(procedure.value.name) : i18n.global.t('flow.title');
    document.title = `${say(pack.identity.name)} · ${name}`;
  });
  return {
    api,
    pack,
    slice,
    scope,
    names,
    procedure,
    node,
    countOf,
    choose,
    follow,
    /** How lists of matters are narrowed to the part that is counted. */
    filter: asFilter(scope),
    families: computed(() => byFamily(pack.procedures)),
    words: (of: Procedure, transition: Transition): StepWords =>
      stepWords(transition, of, { say: i18n.global.t, name: say, item: names.value.item }),
  };
}
export type ProceduresRoom = ReturnType<typeof makeProceduresRoom>;

/** The procedures by what kind of work they carry, in the order of the kinds. */
export function byFamily(
  procedures: readonly Procedure[],
): { family: Family; procedures: readonly Procedure[] }[] {
  return families.flatMap((family) => {
    const own = procedures.filter((one) => one.family === family);
    return own.length > 0 ? [{ family, procedures: own }] : [];
  });
}

const roomKey: InjectionKey<ProceduresRoom> = Symbol('procedures room');
export function provideProceduresRoom(room: ProceduresRoom): void {
  provide(roomKey, room);
}
/** The page this part belongs to. */
export function useProceduresRoom(): ProceduresRoom {
  return must(inject(roomKey), 'procedures room');
}

const summed = (rows: readonly Count[]): Count => ({
  open: rows.reduce((sum, row) => sum + row.open, 0),
  overdue: rows.reduce((sum, row) => sum + row.overdue, 0),
});
