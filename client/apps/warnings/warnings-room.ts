import {
  computed,
  inject,
  onScopeDispose,
  provide,
  ref,
  shallowRef,
  watch,
  type InjectionKey,
  type Ref,
} from 'vue';
import { useEventListener } from '@vueuse/core';
import { may } from '#shared/access/may.ts';
import type { Person } from '#shared/access/person.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { must } from '#shared/kernel/must.ts';
import type { CommandBody, PackDigest } from '#shared/wire/http.ts';
import type { WarningDetail, WarningLine, WarningList } from '#shared/wire/warnings.ts';
import { addressOf, addressOfWarnings } from '../../app-address.ts';
import { sendCommand } from '../../commands/send.ts';
import { formatStamp } from '../../format/instant.ts';
import type { Api } from '../../http/api.ts';
import { openWarningsApi } from '../../http/warnings-api.ts';
import { language } from '../../locales/i18n.ts';
import { loadGeodata, type Geodata } from '../../map/geodata.ts';
import { useBoard } from '../../stores/board.ts';
import { useFreshness } from '../../stores/freshness.ts';
import { useInstant } from '../../replay/instant.ts';
import { openFeed } from '../../stream/open-feed.ts';
import { areaNames } from '../../telling/area-names.ts';
import { indexPack, packNames } from '../../telling/names.ts';
import { sliceOf } from '../../telling/slice.ts';

export const groups = ['standing', 'proposed', 'past'] as const;
const roomyScreen = '(min-width: 1100px)';
/** Receipts come in bursts: they are read together. */
const gatherMs = 400;

/** All that the parts of the page share. Call it in the setup of the page. */
export function makeWarningsRoom({ api, person, pack }: { api: Api; person: Person; pack: PackDigest }) {
  const instant = useInstant();
  const isPast = instant.value !== null;
  const slice = sliceOf(person, pack);
  const freshness = useFreshness();
  const index = indexPack(pack);
  const names = computed(() => packNames(index, language()));
  const { geodata, gridName } = openGround(pack);
  const { show, ...reading } = openReading(api.jurisdiction, instant);
  const { read, lines, chosen, detail } = reading;
  function open(id: string | null): void {
    if (id !== chosen.value)
      history.pushState(null, '', addressOfWarnings(api.jurisdiction, id ?? undefined));
    show(id);
  }
  useEventListener(globalThis, 'popstate', () => show(addressOf(location.pathname)?.subject ?? null));
  function step(by: 1 | -1): void {
    const place = lines.value.findIndex(({ id }) => id === chosen.value);
    const next = lines.value[Math.max(0, Math.min(lines.value.length - 1, place + by))];
    if (next) open(next.id);
  }
  const feed = isPast
    ? null
    : openFeed({
        jurisdiction: api.jurisdiction,
        channels: slice.scopes.map((one) => `board:${one}`),
        screen: `warnings ${person.id}`,
      });
  onScopeDispose(() => feed?.close());
  readAgain(detail, instant, read);
  void read();
  return {
    api,
    person,
    pack,
    slice,
    freshness,
    names,
    index,
    geodata,
    ...reading,
    open,
    step,
    instant,
    maySign: !isPast && may(person, 'sign-warnings'),
    mayPropose: !isPast && may(person, 'propose-warnings'),
    gridName,
    /** Sends it and shows what came of it; the refusal when there is one. */
    async send(command: CommandBody): Promise<Refusal | null> {
      if (instant.value !== null)
        return refuse('not-now', 'past-no-acts', { at: formatStamp(instant.value) });
      const answer = await sendCommand(api, command);
      if (isRefusal(answer)) return answer;
      if (answer.subject !== chosen.value) open(answer.subject);
      await read();
      return null;
    },
  };
}

/** The grids and their names; without the map they are called by their ids. */
function openGround({ identity, units }: PackDigest) {
  const geodata = shallowRef<Geodata | null>(null);
  loadGeodata(identity).then(
    (loaded) => (geodata.value = loaded),
    () => undefined,
  );
  const named = areaNames(units);
  return {
    geodata,
    gridName: (id: string): string => named(id, geodata.value?.tree.byId.get(id)?.name ?? id),
  };
}

type Instant = ReturnType<typeof useInstant>;

/** The lists, and the warning that is open, as they were read last. */
function openReading(jurisdiction: string, instant: Instant) {
  const warnings = openWarningsApi(jurisdiction);
  const list = shallowRef<WarningList | null>(null);
  const fault = shallowRef<Refusal | null>(null);
  const chosen = ref(addressOf(location.pathname)?.subject ?? null);
  const detail = shallowRef<WarningDetail | null>(null);
  const detailFault = shallowRef<Refusal | null>(null);
  const lines = computed((): WarningLine[] => groups.flatMap((group) => list.value?.[group] ?? []));

  async function readOne(): Promise<void> {
    const id = chosen.value;
    if (id === null) return;
    const answer = await warnings.detail(id, instant.value);
    if (chosen.value !== id) return;
    detailFault.value = isRefusal(answer) ? answer : null;
    if (!isRefusal(answer)) detail.value = answer;
  }
  async function read(): Promise<void> {
    const [answer] = await Promise.all([warnings.list(instant.value), readOne()]);
    fault.value = isRefusal(answer) ? answer : null;
    if (isRefusal(answer)) return;
    const isFirst = list.value === null;
    list.value = answer;
    if (isFirst && chosen.value === null && matchMedia(roomyScreen).matches) show(lines.value[0]?.id ?? null);
  }
  function show(id: string | null): void {
    chosen.value = id;
    detail.value = null;
    detailFault.value = null;
    void readOne();
  }
  return { list, fault, lines, chosen, detail, detailFault, read, show };
}

/** The rows say that something changed; what it is now is asked, with names and receipts. */
function readAgain(
  detail: Readonly<Ref<WarningDetail | null>>,
  instant: Instant,
  read: () => Promise<void>,
): void {
  const board = useBoard();
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const later = (): void => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      void read();
    }, gatherMs);
  };
  watch([() => board.warnings, () => board.proposals, instant], later, { deep: true });
  // What its measures opened and how far that is stands in the rows of the matters.
  watch(
    () => stepsOf(detail.value, board.incidents),
    (now, before) => {
      if (now !== before) later();
    },
  );
  onScopeDispose(() => clearTimeout(waiting));
}

/** How far the measures of a warning are, as one word; it changes when a matter is opened, moves or closes. */
export function stepsOf(
  detail: { line: Pick<WarningLine, 'stage'>; measures: WarningDetail['measures'] } | null,
  incidents: ReadonlyMap<string, { node: string }>,
): string {
  if (detail?.line.stage !== 'in-effect') return '';
  const isOpening = detail.measures.some(({ item, matter }) => item !== undefined && !matter);
  const nodes = detail.measures.map(({ matter }) => (matter ? (incidents.get(matter.id)?.node ?? '-') : ''));
  return [...nodes, isOpening ? incidents.size : ''].join(' ');
}
export type WarningsRoom = ReturnType<typeof makeWarningsRoom>;
const key: InjectionKey<WarningsRoom> = Symbol('warnings');
export const provideRoom = (room: WarningsRoom): void => provide(key, room);
export const useWarningsRoom = (): WarningsRoom => must(inject(key), 'the room of the warnings');
