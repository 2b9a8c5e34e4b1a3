import type { HearSystem } from '#shared/record/silence.ts';
import type { PhonePush } from '../access/phones.ts';
import type { Reason } from '#shared/kernel/reasons.ts';
import type { VideoPorts } from './routes/video.ts';
import type { LampPorts } from '../queries/lamps.ts';
import type { Models } from '../models/models.ts';
import type { AccessRoom } from '../access/access.ts';
import type { Imports } from '../access/people-import.ts';
import type { History } from '../history/history.ts';
import type { ClockGuard } from '../commands/clock-guard.ts';
import type { Audit } from '../audit/audit.ts';
import type { Log } from '../log.ts';
import type { OpenGazetteer } from '../packs/named-places.ts';
import type { Packs } from '../packs/port.ts';
import type { Counties } from '../packs/brought.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type {
  AlarmRoom,
  Doors,
  EvidenceRoom,
  Execute,
  FigureTotals,
  Ledger,
  OutgoingRoom,
  Proofs,
  Records,
  Messages,
} from '../ports.ts';
import type { DrillsOfHouse } from '../drill/drills.ts';
import type { Replay } from '../replay/replay.ts';
import type { Database } from '../storage/database.ts';
import type { MomentQueries } from '../storage/replay/moment-queries.ts';
import type { BreakdownQueries } from '../storage/figures/figure-breakdown.ts';
import type { FigureQueries } from '../storage/figures/figure-queries.ts';
import type { DutyQueries } from '../storage/record/duty-queries.ts';
import type { ScoreQueries } from '../storage/figures/score-queries.ts';
import type { PublicStore } from '../storage/public/public-store.ts';
import type { LostStore } from '../storage/public/lost-store.ts';
import type { StandingQueries } from '../storage/figures/standing-queries.ts';
import type { SupervisionQueries } from '../storage/record/supervision-queries.ts';
import type { FilterStore } from '../storage/access/saved-filters.ts';
import type { IncidentQueries } from '../storage/record/incident-queries.ts';
import type { Findings } from '#shared/wire/doctor.ts';
import type { NodePort } from '../node/port.ts';
import { type Limits } from './limits.ts';
import { type Discovering } from './routes/configuration.ts';
import type { Foresight } from '../foresight/foresight.ts';
import type { IndicatorRoom } from '../queries/indicators.ts';
import { type ResponsibilityPorts } from './routes/responsibility.ts';
import { type ReadTrend } from './routes/readings.ts';
import type { WarningQueries } from '../storage/record/warning-queries.ts';
import type { WorldRecords } from '../records/records.ts';
import type { SystemStore } from '../storage/world/system-store.ts';
import type { OutgoingStore } from '../storage/public/outgoing-store.ts';
import { type WallPorts } from './routes/walls.ts';
import { type Check } from './operator-routes.ts';

/** What the HTTP face of the house is made of. */
export interface AppPorts extends Pick<ResponsibilityPorts, 'nearby' | 'positions'> {
  packs: Packs;
  configuration: Configuration;
  counties: Counties;
  access: AccessRoom;
  audit: Audit;
  imports: Imports;
  /** Histories of matters that are brought as sheets. */
  history: History;
  database: Pick<Database, 'pool'>;
  execute: Execute;
  ledger: Pick<Ledger, 'read' | 'readSubject' | 'readLast' | 'anchors' | 'head' | 'verify'>;
  proofs: Proofs;
  records: Records;
  evidence: EvidenceRoom;
  incidents: IncidentQueries;
  filters: FilterStore;
  figures: FigureQueries;
  indicators: IndicatorRoom;
  /** Missing: this house learns nothing. */
  foresight?: Pick<Foresight, 'of' | 'open'> | undefined;
  breakdowns: BreakdownQueries;
  /** What figures are made of, brought up to the ledger before they are read. */
  totals: FigureTotals;
  scores: ScoreQueries;
  supervision: SupervisionQueries;
  duties: DutyQueries;
  fourColours: WarningQueries;
  gazetteer: OpenGazetteer;
  /** Of the public page, and who called. */
  reports: PublicStore;
  standing: StandingQueries;
  /** Ways back to lost codes; nothing is sent where the county has no way. */
  lost: LostStore;
  messages?: Messages | undefined;
  /** Missing: this house tells no phones. */
  phonePush?: PhonePush | undefined;
  /** Of systems that reported. */
  outgoing: OutgoingRoom;
  outgoingStore: OutgoingStore;
  doors: Doors & { discovered: Discovering };
  /** People, dwellings, firms, assets. */
  world: WorldRecords;
  walls: WallPorts['walls'];
  alarms: AlarmRoom;
  models: Models;
  lamps: LampPorts['lamps'];
  video: VideoPorts['video'];
  isOnline: VideoPorts['isOnline'];
  trend: ReadTrend;
  /** The boards at any instant of the past, and where to look. */
  replay: Replay;
  moments: MomentQueries;
  drills: DrillsOfHouse;
  /** Renders `/metrics`. */
  metrics: () => Promise<{ type: string; text: string }>;
  /** Told of every answer of the API: its status, and the code when it is a refusal. */
  answered?: (status: number, code: string) => void;
  /** Told of every call of another system. */
  heard?: HearSystem;
  /** What the register of systems knows of their calls and silences. */
  systems: SystemStore;
  /** What `/healthz` looks at, by name; a throw is a fault. */
  checks: Record<string, Check>;
  /** What works still and will not for ever, for `/healthz`. */
  warnings?: () => readonly string[];
  /** What opens a house that has no county yet. */
  setupCode?: string | null;
  /** Why a jurisdiction is not served at the moment, by id: its addresses say so. */
  closed?: ReadonlyMap<string, Reason>;
  /** Counties that are looked at only. */
  resting?: ReadonlySet<string>;
  /** Where the packs' maps lie (`packs/<id>/`), served as they are; null serves none. */
  publicDir?: string | null;
  /** The built pages; null serves none (tests, development). */
  clientDir: string | null;
  settings: {
    demo: boolean;
    behindTls: boolean;
    /** Where the house lies below its host: nothing, or `/jiuhuan`. */
    base?: string;
    /** Bits of work that a report of the public must show. */
    publicWork?: number;
    sessionSecret: string;
    /** Addresses, networks and names of them whose word on the client's address is taken; nobody's when empty. */
    trustProxy: string[];
  };
  limits?: Partial<Limits>;
  examine(jurisdiction: string): Promise<Findings>;
  /** The servers that count limits together; none besides this one when missing. */
  node?: NodePort;
  now: () => number;
  /** Whether what `now` says is followed. */
  clock: Pick<ClockGuard, 'doubt' | 'confirm'>;
  log: Log;
}
