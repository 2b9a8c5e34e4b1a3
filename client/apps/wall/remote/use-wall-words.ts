import { computed, ref, watch, type Ref } from 'vue';
import { chainTo } from '#shared/grid/chain.ts';
import { localOf } from '#shared/clock/zone.ts';
import type { LayoutId, SceneId } from '#shared/pack/wall.ts';
import { statusEveryMs, type WallStatus } from '#shared/wall/status.ts';
import { shownTime } from '../../../format/instant.ts';
import { i18n, language, say } from '../../../locales/i18n.ts';
import type { Picture } from '../../../map/picture.ts';
import { useFreshness } from '../../../stores/freshness.ts';
import { healthOf } from '../../../stores/link.ts';
import { useReadings } from '../../../stores/readings.ts';
import type { County } from '../county.ts';
import type { WallRows } from '../frame/map-view.ts';
import { useFrameRate } from './frame-rate.ts';
import type { Orders } from './orders.ts';
import { usePixelTime } from './pixel-time.ts';
import { browserVoice, useSpeech } from './speech.ts';
import { useReport } from './use-report.ts';
import { readReloaded, useWatchdog } from './hung-page.ts';

/** What a wall says: aloud of urgent matters, to its desk of itself, and to its own watchdog that it lives. */
export function useWallWords(parts: {
  county: () => County;
  now: Readonly<Ref<number>>;
  rows: Pick<WallRows, 'events'>;
  orders: Orders;
  shows: { past: boolean; drill?: boolean | 'weather' };
  scene: () => SceneId;
  incident: () => string | null;
  picture: () => Picture;
  plan: () => { layout: LayoutId; areas: readonly string[] };
  report: (status: WallStatus) => void;
}) {
  const [freshness, readings] = [useFreshness(), useReadings()];
  const order = (): Orders['order']['value'] => parts.orders.order.value;
  const rate = useFrameRate(statusEveryMs);
  const measured = usePixelTime(
    () => readings.tick,
    () => freshness.state.lagMs,
  );
  const pixelMs = ref<number | null>(null);
  watch(parts.now, () => (pixelMs.value = measured()));
  const voice = useSpeech({
    voice: browserVoice(),
    urgent: () => urgentWords(parts.county(), parts.rows.events.value),
    speech: () => order().speech,
    hour: () => new Date(localOf(shownTime(), parts.now.value)).getUTCHours(),
    lang: () => (language() === 'zh' ? 'zh-CN' : 'en-GB'),
    silent: () => parts.shows.past,
  });
  useWatchdog(parts.county().pack.identity.id, rate.seenAt);
  useReport(
    () => ({
      scene: parts.scene(),
      incident: parts.incident(),
      grid: parts.county().grid,
      layout: parts.plan().layout,
      areas: [...parts.plan().areas],
      past: parts.shows.past,
      drill: Boolean(parts.shows.drill),
      obeys: order().version,
      picture: parts.picture(),
      voice: voice.state.value,
      health: healthOf(freshness.state),
      lagMs: freshness.state.lagMs,
      pixelMs: pixelMs.value,
      offsetMs: freshness.state.offsetMs,
      fps: rate.fps(),
      reloaded: readReloaded(),
    }),
    parts.report,
  );
  return { pixelMs, voice: computed(() => voice.state.value) };
}

/** Urgent matters as they are said: what, and where down to the village. */
function urgentWords(county: County, rows: WallRows['events']['value']): { id: string; text: string }[] {
  const { t } = i18n.global;
  return rows
    .filter(({ urgent, queue }) => urgent && queue !== 'finish' && queue !== 'done')
    .toSorted((a, b) => a.reportedAt - b.reportedAt)
    .map(({ id, title, grids }) => {
      const chain = chainTo(county.geodata.tree, grids.at(-1) ?? '').slice(0, 2);
      const place = chain.map(({ name }) => name).join('');
      return { id, text: t('wall.remote.spoken', { title, place: place || say(county.pack.identity.name) }) };
    });
}
