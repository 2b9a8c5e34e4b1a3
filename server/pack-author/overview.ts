import type { OverviewPart } from '#shared/pack/overview.ts';

type Names = readonly [zh: string, en: string];
const two = ([zh, en]: Names) => ({ zh, en });
/** A part of a band; `indicators` are ids with spaces between. */
const inBand =
  (band: Names) =>
  (id: string, name: Names, about: Names, indicators: string): OverviewPart => ({
    id,
    band: two(band),
    name: two(name),
    about: two(about),
    indicators: indicators.split(' '),
  });
const centre = inBand(['两大中心', 'Two centres']);
const platform = inBand(['三大平台', 'Three platforms']);
const field = inBand(['三大领域', 'Three fields']);

/**
 * “1233”: two centres, three platforms, three fields of one county, as its account of 2020 names them. The tiles are the county's own
 * running indicators that say how each of them works; none is made for the page.
 */
export const makeOverview = (): OverviewPart[] => [...centres(), ...platforms(), ...fields()];

const centres = (): OverviewPart[] => [
  centre(
    'cloud',
    ['云计算中心', 'Cloud computing centre'],
    ['接入的感知与视频是否在线', 'Whether what is connected is on line'],
    'online-traffic-order online-water-farm online-environment online-work-safety online-emergency cameras-online',
  ),
  centre(
    'command',
    ['智慧城市运行指挥中心', 'City operation and command centre'],
    ['事件流转与值守力量', 'Matters under way and who is on duty'],
    'all-reported all-open all-overdue-share all-on-time staff-online warnings',
  ),
];

const platforms = (): OverviewPart[] => [
  platform(
    'information',
    ['公共信息平台', 'Public information platform'],
    ['问题从哪些渠道汇聚', 'By which ways matters become known'],
    'found-patrol found-sensor found-camera found-opinion',
  ),
  platform(
    'livelihood-platform',
    ['民生服务平台', 'Livelihood services platform'],
    ['群众诉求与救助', 'Calls of citizens and social assistance'],
    'found-citizen all-satisfied assistance-open assistance-on-time',
  ),
  platform(
    'government-platform',
    ['政务服务平台', 'Government services platform'],
    ['审批与帮办代办', 'Approvals and matters done by agents'],
    'approval-month approval-on-time approval-days agency-on-time',
  ),
];

const fields = (): OverviewPart[] => [
  field(
    'city-field',
    ['城市管理', 'City management'],
    ['市容、路灯与道路运行', 'Streets, lamps and traffic'],
    'city-management-open city-management-on-time lamp-faults-sum congestion-mean',
  ),
  field(
    'livelihood-field',
    ['民生服务', 'Livelihood'],
    ['民生事项与矛盾纠纷', 'Matters of daily life and disputes'],
    'livelihood-open livelihood-on-time mediation-month mediation-on-time',
  ),
  field(
    'industry-field',
    ['产业发展', 'Industry'],
    ['企业诉求与用电负荷', 'Calls of enterprises and the power they draw'],
    'enterprise-call-open enterprise-call-on-time enterprise-power-mean economy-on-time',
  ),
];
