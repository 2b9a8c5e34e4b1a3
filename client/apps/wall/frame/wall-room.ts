import {
  computed,
  inject,
  provide,
  shallowRef,
  watch,
  type ComputedRef,
  type InjectionKey,
  type Ref,
  type ShallowRef,
} from 'vue';
import { must } from '#shared/kernel/must.ts';
import type { Refusal } from '#shared/kernel/refusal.ts';
import type { IncidentRow } from '#shared/views/board.ts';
import type { Figures, IncidentDetail, Trend } from '#shared/wire/http.ts';
import type { WindowKind } from '#shared/indicator/window.ts';
import type { Api } from '../../../http/api.ts';
import type { County } from '../county.ts';
import { pastApi } from '../../../replay/past-api.ts';
import type { KeyIncident } from '../panels/key-incidents.ts';
import { openAsks, useAsked, type Asked, type Asks } from './asked.ts';
import type { Canvas } from './unit-size.ts';
import type { WallReceipt } from './wall-receipts.ts';

/** What every panel of a wall stands in: it takes nothing else, so that a scene can put any panel anywhere. */
export interface WallRoom {
  county: ComputedRef<County>;
  now: Readonly<Ref<number>>;
  canvas: ShallowRef<Canvas>;
  /** Of the instant that is shown: a matter it tells of is the matter as it was then. */
  api: Api;
  /** Another instant is shown: what the server says of the present does not belong there. */
  past: ComputedRef<boolean>;
  /** What is shown is a drill, and whether its weather is made: only what goes by instruments follows that. */
  drill: boolean;
  weather: ComputedRef<boolean>;
  asks: Asks;
  /** Open events (事件), and the weightiest of them first. */
  events: ComputedRef<readonly IncidentRow[]>;
  key: ComputedRef<readonly KeyIncident[]>;
  /** The matter that the command and the emergency scene are about; null: there is none. */
  focus: ComputedRef<string | null>;
  /** Opens a number to what it rests on. */
  open: (receipt: WallReceipt) => void;
  /** Goes into a grid; null: all that the wall may show. */
  goTo: (grid: string | null) => void;
  /** Puts a matter into the middle: the command scene is about it. */
  command: (incident: string) => void;
}

export const roomKey: InjectionKey<WallRoom> = Symbol('wall room');

/** Makes the room for the panels below; of another instant, a matter is told as it was then. */
export function provideRoom(
  wall: Readonly<{
    county: County;
    canvas: Canvas;
    past: boolean;
    drill?: boolean | 'weather';
    api: Api;
  }>,
  now: Readonly<Ref<number>>,
  room: Pick<WallRoom, 'events' | 'key' | 'focus' | 'command' | 'open' | 'goTo'>,
): void {
  const { api, past, drill = false } = wall;
  provide(roomKey, {
    ...room,
    now,
    county: computed(() => wall.county),
    canvas: computed(() => wall.canvas),
    past: computed(() => wall.past),
    drill: Boolean(drill),
    weather: computed(() => wall.drill === 'weather'),
    asks: openAsks(),
    // A drill answers of its own instant.
    api: past && !drill ? pastApi(api, () => now.value) : api,
  });
}

/** The room that this panel stands in. */
export function useRoom(): WallRoom {
  return must(inject(roomKey), 'a panel outside of a wall');
}

const minuteMs = 60_000;
/** A course of the past is read again when the instant has moved by so much: a replay at 600× asks every second. */
const pastStepMs = 10 * minuteMs;

/** Readings of a sensor in the hours before the instant that is shown, a minute old at most. */
export function useCourse(room: WallRoom, sensor: () => string | null, ms: number): ShallowRef<Asked<Trend>> {
  const until = (): number =>
    room.past.value ? Math.ceil(room.now.value / pastStepMs) * pastStepMs : room.now.value;
  return useAsked<Trend>(
    room.asks,
    () => {
      const id = sensor();
      // A drill or a past that has only been opened has no instant yet.
      return id === null || room.now.value < ms
        ? null
        : `course ${id} ${ms} ${room.past.value ? until() : ''}`;
    },
    () => room.api.trend(sensor() ?? '', room.now.value - ms, room.now.value),
    minuteMs,
  );
}

/** A period by its name, or since a day. */
export interface FiguresAsk {
  window: WindowKind;
  from?: number;
}

/** Figures of the place that is shown, a minute old at most; null asks for none. */
export function useFigures(room: WallRoom, ask: () => FiguresAsk | null): ShallowRef<Asked<Figures>> {
  const scope = (): string | undefined => room.county.value.slice.scopes[0];
  return useAsked<Figures>(
    room.asks,
    () => {
      const wanted = room.past.value ? null : ask();
      return wanted === null ? null : `figures ${wanted.window} ${wanted.from ?? ''} ${scope() ?? ''}`;
    },
    () => {
      const { window, from } = ask() ?? { window: 'month' };
      return room.api.figures(window, scope(), from === undefined ? {} : { from });
    },
    minuteMs,
  );
}

/** Any other question about the place that is shown; `name` tells questions apart, null asks nothing. */
export function useOfPlace<T>(
  room: WallRoom,
  name: () => string | null,
  ask: (scope: string | undefined) => Promise<T | Refusal>,
  everyMs = minuteMs,
): ShallowRef<Asked<T>> {
  const scope = (): string | undefined => room.county.value.slice.scopes[0];
  const key = (): string | null => {
    const own = name();
    return own === null || room.past.value ? null : `${own} ${scope() ?? ''}`;
  };
  return useAsked<T>(room.asks, key, () => ask(scope()), everyMs);
}

/** The whole of the matter in focus; read again as soon as the board tells of another version, and standing until then. */
export function useMatter(
  room: WallRoom,
  versionOf: (id: string) => number,
): ShallowRef<Asked<IncidentDetail>> {
  const asked = useAsked<IncidentDetail>(
    room.asks,
    () => {
      const id = room.focus.value;
      return id === null ? null : `incident ${id} ${versionOf(id)}`;
    },
    () => room.api.incident(room.focus.value ?? ''),
    minuteMs,
  );
  const shown = shallowRef(asked.value);
  watch([asked, room.focus], ([next, id]) => {
    const stands = shown.value.answer?.incident.id === id;
    if (next.answer || next.refusal || !stands) shown.value = next;
  });
  return shown;
}
