import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

interface Entry {
  kind: 'counter' | 'gauge' | 'histogram';
  help: string;
  labels: readonly string[];
}

/** Every figure of the house by its Prometheus name without the prefix `jiuhuan_`. A name that is not here does not compile. */
const catalogue = {
  // doors
  items_taken_total: counter(
    'Readings, positions, states and detections taken and committed',
    'jurisdiction',
    'door',
  ),
  items_refused_total: counter('Items refused at a door, by reason', 'jurisdiction', 'door', 'code'),
  mqtt_clients: gauge('MQTT clients connected'),
  mqtt_refused_total: counter('MQTT connections and topics refused, by reason', 'code'),
  // http
  http_answers_total: counter('Answers of the HTTP API, by status and code of the refusal', 'status', 'code'),
  // hot lane
  reading_commits_failed_total: counter('Batches of readings that could not be committed'),
  reading_commit_seconds: histogram('Time to commit a batch of readings'),
  indicators_tick_seconds: histogram('Time to bring indicators up to the last second'),
  reading_rollup_seconds: histogram('Time to roll up the minutes that closed'),
  upkeep_failed_total: counter('Rounds of what the server does by itself that failed', 'work'),
  reading_batch_rows: gauge('Rows of the last committed batch'),
  reading_queue_rows: gauge('Rows waiting for the next commit'),
  // rules
  rules_waiting: gauge('Raised rules not yet reported'),
  rules_raised_total: counter('Rules raised', 'jurisdiction', 'kind'),
  rules_retracted_total: counter('Raises that late readings showed to be none', 'jurisdiction'),
  rules_cleared_total: counter('Rules cleared', 'jurisdiction', 'kind'),
  rules_refused_total: counter('Reports of rules that the engine refused', 'jurisdiction', 'code'),
  // record lane
  commands_total: counter('Commands answered, by outcome', 'jurisdiction', 'kind', 'outcome'),
  commands_waiting: gauge('Commands waiting for their transaction', 'jurisdiction'),
  command_seconds: histogram('Time from order to answer, commit included', 'kind'),
  // the past
  replay_seconds: histogram('Time to draw an instant of the past, waiting included'),
  // outgoing
  messages_total: counter('Messages to telephones, by outcome', 'jurisdiction', 'outcome'),
  phone_pushes_total: counter('Notices to phones, by outcome', 'jurisdiction', 'outcome'),
  webhooks_total: counter('Events pushed to other systems, by outcome', 'jurisdiction', 'outcome'),
  // stream
  stream_screens: gauge('Screens connected'),
  stream_bytes_total: counter('Bytes written to screens', 'lane'),
  stream_patches_total: counter('Patches computed, one a channel', 'jurisdiction'),
  stream_shed_total: counter('Readings that a slow screen got only in a newer state'),
  stream_cut_total: counter('Screens cut off because they could not keep up', 'jurisdiction'),
  stream_refused_total: counter('Messages of screens refused, by reason', 'code'),
  stream_screen_lag_seconds: histogram('How far the drawing of a screen is behind what was sent'),
} as const satisfies Record<string, Entry>;
export type MetricName = keyof typeof catalogue;

/** Counts and timings shown at `/metrics`. */
export interface Metrics {
  count(name: MetricName, labels?: Record<string, string>, by?: number): void;
  gauge(name: MetricName, value: number, labels?: Record<string, string>): void;
  observe(name: MetricName, seconds: number, labels?: Record<string, string>): void;
}

function counter(help: string, ...labels: string[]): Entry {
  return { kind: 'counter', help, labels };
}
function gauge(help: string, ...labels: string[]): Entry {
  return { kind: 'gauge', help, labels };
}
function histogram(help: string, ...labels: string[]): Entry {
  return { kind: 'histogram', help, labels };
}

export interface OpenMetrics extends Metrics {
  /** All figures in Prometheus' text format, those of the process included. */
  read(): Promise<{ type: string; text: string }>;
}

/** Each house has a registry of its own, so that several live in one test process. */
export function openMetrics(): OpenMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'jiuhuan_' });
  // Gauges whose names end as those of counters do; the same figures stand by type in `nodejs_active_resources` and its like.
  for (const kind of ['handles', 'requests', 'resources'])
    registry.removeSingleMetric(`jiuhuan_nodejs_active_${kind}_total`);
  const counters = new Map<MetricName, Counter>();
  const gauges = new Map<MetricName, Gauge>();
  const histograms = new Map<MetricName, Histogram>();
  for (const [key, { kind, help, labels }] of Object.entries<Entry>(catalogue)) {
    const name = key as MetricName;
    const settings = { name: `jiuhuan_${name}`, help, labelNames: [...labels], registers: [registry] };
    if (kind === 'counter') counters.set(name, new Counter(settings));
    else if (kind === 'gauge') gauges.set(name, new Gauge(settings));
    else
      histograms.set(
        name,
        new Histogram({ ...settings, buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10] }),
      );
  }
  return {
    count: (name, labels = {}, by = 1) => counters.get(name)?.inc(labels, by),
    gauge: (name, value, labels = {}) => gauges.get(name)?.set(labels, value),
    observe: (name, seconds, labels = {}) => histograms.get(name)?.observe(labels, seconds),
    read: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  };
}
