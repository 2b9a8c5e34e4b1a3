import type { Ref } from 'vue';
import type { WallPolicy } from '#shared/pack/wall.ts';
import type { County } from '../county.ts';
import type { Orders } from '../remote/orders.ts';
import { useRemote } from '../remote/use-remote.ts';
import { useFocus } from './focus.ts';
import { useMapFrame, useWallRows } from './map-view.ts';
import { useHand } from './use-hand.ts';
import { useStage } from './use-stage.ts';

/** Who says what a wall shows: the scene of the hour, the matter in focus, a hand on the glass, an order from afar. */
export function useSteering(
  props: Readonly<{ county: County; policy: WallPolicy; orders: Orders }>,
  now: Readonly<Ref<number>>,
  out: { go: (grid: string | null) => void; replay: () => void },
) {
  const county = (): County => props.county;
  const rows = useWallRows(county, now);
  const stage = useStage({
    policy: () => props.policy,
    order: () => props.orders.order.value,
    now,
    emergency: () => rows.plan.value !== null,
    replay: out.replay,
  });
  const focus = useFocus(() => rows.key.value.map(({ row }) => row));
  const hand = useHand({ county, go: out.go });
  const remote = useRemote({
    orders: props.orders,
    county,
    now,
    go: out.go,
    leave: hand.leave,
    frame: useMapFrame(county, () => stage.scene.value, focus.id),
    choose: focus.choose,
    obey: stage.obey,
  });
  /** Puts a matter into the middle. */
  function command(incident: string): void {
    focus.choose(incident);
    stage.choose(rows.plan.value ? 'emergency' : 'command');
    hand.leave();
  }
  return { rows, stage, focus, hand, remote, command };
}
