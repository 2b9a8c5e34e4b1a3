import { defineAsyncComponent, type Component } from 'vue';
import type { PanelId } from '#shared/pack/wall.ts';
import FeedPanel from './FeedPanel.vue';
import ForcePanel from './ForcePanel.vue';
import IndicatorPanel from './IndicatorPanel.vue';
import KeyPanel from './KeyPanel.vue';
import SystemsPanel from './SystemsPanel.vue';
import TimePanel from './TimePanel.vue';
import TodayPanel from './TodayPanel.vue';
import WarningPanel from './WarningPanel.vue';

type Load = () => Promise<{ default: Component }>;
// What the first picture does not show comes when its scene does.
const later = (load: Load): Component => defineAsyncComponent(load);

/** The palette: every panel that a scene's plan can name. Each says which question it answers. */
export const panels: Readonly<Record<Exclude<PanelId, 'map'>, Component>> = {
  today: TodayPanel,
  indicators: IndicatorPanel,
  systems: SystemsPanel,
  warnings: WarningPanel,
  key: KeyPanel,
  force: ForcePanel,
  feed: FeedPanel,
  time: TimePanel,
  places: later(() => import('./PlacesPanel.vue')),
  elements: later(() => import('./ElementsPanel.vue')),
  patrols: later(() => import('./PatrolsPanel.vue')),
  whistles: later(() => import('./WhistlesPanel.vue')),
  readings: later(() => import('./ReadingsPanel.vue')),
  abnormal: later(() => import('./AbnormalPanel.vue')),
  alarms: later(() => import('./AlarmsPanel.vue')),
  detections: later(() => import('./DetectionsPanel.vue')),
  matter: later(() => import('./MatterPanel.vue')),
  rings: later(() => import('./RingsPanel.vue')),
  story: later(() => import('./StoryPanel.vue')),
  card: later(() => import('./CardPanel.vue')),
  orders: later(() => import('./OrdersPanel.vue')),
  crews: later(() => import('./CrewsPanel.vue')),
  sight: later(() => import('./SightPanel.vue')),
  course: later(() => import('./CoursePanel.vue')),
  rates: later(() => import('./RatesPanel.vue')),
  league: later(() => import('./LeaguePanel.vue')),
  flow: later(() => import('./FlowPanel.vue')),
  calendar: later(() => import('./CalendarPanel.vue')),
  supervision: later(() => import('./SupervisionPanel.vue')),
  decide: later(() => import('./DecidePanel.vue')),
  reform: later(() => import('./ReformPanel.vue')),
  promises: later(() => import('./PromisesPanel.vue')),
  nodes: later(() => import('./NodesPanel.vue')),
  families: later(() => import('./FamiliesPanel.vue')),
  late: later(() => import('./LatePanel.vue')),
  enforcement: later(() => import('./EnforcementPanel.vue')),
  agents: later(() => import('./AgentsPanel.vue')),
  plan: later(() => import('./PlanPanel.vue')),
  posts: later(() => import('./PostPanel.vue')),
};
