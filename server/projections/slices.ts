import type { Scope } from '#shared/access/may-join.ts';
import type { Op, View } from '#shared/views/view.ts';
import type { RememberedView } from '#shared/views/views.ts';
import type { CellsOf, HotLane } from '../ports.ts';
import { boardOps, figureOps, wholeBoardOps } from './board.ts';
import type { County, Touched } from './county.ts';
import { finishOps, wholeFinishOps } from './finish.ts';
import { openFlow, flowOps } from './flow.ts';
import { partOf } from './part.ts';
import { sensingOps } from './sensing.ts';

/** Takes what changed; `seq` is the ledger entry it is up to. */
export type Push = (ops: Op[], seq: number) => void;

/** All that the views of a jurisdiction are drawn from. */
export interface SliceGround {
  county: County;
  hotLane: HotLane;
  /** What indicators stand at; without it there are none. */
  cells?: CellsOf | undefined;
}
/** Follows what happens into one view of one scope. */
export interface LiveSlice {
  touch(touched: Touched): void;
  /** Looks again, for what time alone changes: each minute. */
  refresh(): void;
  /** For what changes all the time: each second. */
  beat?(): void;
  close(): void;
}
export interface Watched extends SliceGround {
  scope: Scope;
  view: View;
  push: Push;
  clock: () => number;
}

/** Figures are counted over at most this often. */
const figureMs = 1_000;

/** How each view is kept up to date; fills the empty view through `push` before it returns. */
export const liveSlices: { [V in RememberedView]: (watched: Watched) => LiveSlice } = {
  board: openBoard,
  finish: openFinish,
  flow: ({ county, scope, view, push, clock }) => openFlow(county, scope, view, { push, clock }),
  sensing: openSensing,
};

/** Each view as a whole at an instant: the ops that lead to it from what the view holds. */
export const wholeViews: {
  [V in RememberedView]: (ground: SliceGround, scope: Scope, view: View, now: number) => Op[];
} = {
  board: ({ county }, scope, view, now) => [
    ...wholeBoardOps(county, scope, view),
    ...figureOps(county, scope, view, now),
  ],
  finish: ({ county }, scope, view) => wholeFinishOps(county, scope, view),
  flow: ({ county }, scope, view, now) => flowOps(county, scope, view, now),
  sensing: (ground, scope, view, now) => sensingOps(ground, partOf(ground.county.pack, scope), view, now),
};

/** Facts go on at once; what must be counted over follows at most once a second, the first time with the fact itself. */
function openBoard(watched: Watched): LiveSlice {
  const { county, scope, view, push, clock } = watched;
  let countedAt = clock();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const beginCount = (): number => {
    clearTimeout(timer);
    timer = undefined;
    return (countedAt = clock());
  };
  const figures = (): Op[] => figureOps(county, scope, view, beginCount());
  const send = (ops: Op[]): void => {
    if (ops.length > 0) push(ops, county.seq);
  };
  send(wholeViews.board(watched, scope, view, beginCount()));
  return {
    touch(touched) {
      const ops = boardOps(county, scope, view, touched);
      const waitMs = Math.min(countedAt + figureMs - clock(), figureMs);
      if (waitMs <= 0) ops.push(...figures());
      else timer ??= setTimeout(() => send(figures()), waitMs);
      send(ops);
    },
    refresh: () => send(figures()),
    close: () => clearTimeout(timer),
  };
}

/** What waits to be finished. Time alone lets go of what waits too long. */
function openFinish({ county, scope, view, push }: Watched): LiveSlice {
  const send = (ops: Op[]): void => {
    if (ops.length > 0) push(ops, county.seq);
  };
  const refresh = (): void => send(wholeFinishOps(county, scope, view));
  refresh();
  return {
    touch: (touched) => send(finishOps(county, scope, view, touched)),
    refresh,
    close: () => undefined,
  };
}

function openSensing(watched: Watched): LiveSlice {
  const { county, scope, view, push, clock } = watched;
  let [part, over] = [partOf(county.pack, scope), county.pack];
  const beat = (): void => {
    if (over !== county.pack) [part, over] = [partOf(county.pack, scope), county.pack];
    const ops = sensingOps(watched, part, view, clock());
    if (ops.length > 0) push(ops, county.seq);
  };
  beat();
  return { touch: () => undefined, refresh: () => undefined, beat, close: () => undefined };
}
