/**
 * Who may import whom, types included: a room knows itself and what stands in its row, nothing else. A folder that has no row is
 * a fault, so that a new room is placed by thought. ARCHITECTURE.md says why the cuts are where they are.
 */

/** Rooms of `shared` from the ground up: each may know those on lower floors, none beside it. */
export const floors: readonly (readonly string[])[] = [
  ['kernel'],
  ['audit', 'geo', 'clock', 'sensing', 'search', 'sheet', 'ledger'],
  ['grid', 'indicator', 'foresight'],
  ['access'],
  ['record'],
  ['evidence', 'procedure', 'warning'],
  ['pack'],
  ['incident', 'watch', 'responsibility', 'wall'],
  ['dossier', 'drill', 'duty', 'staffing', 'views'],
  ['history'],
  ['wire'],
  ['report'],
];

const drawing = ['client/base-path.ts', 'client/format', 'client/locales', 'client/ui'];
const screen = [
  ...drawing,
  ...['client/app-address.ts', 'client/apps/sign-in', 'client/charts', 'client/commands', 'client/forms'],
  ...['client/files', 'client/indicators', 'client/matter', 'client/seat'],
  ...['client/http', 'client/map', 'client/shell', 'client/stores', 'client/stream', 'client/styles'],
  ...[
    'client/replay',
    'client/reporting',
    'client/resources',
    'client/sheets',
    'client/telling',
    'client/timing',
    'client/video',
  ],
];
/** Apps: the only rooms that join stores with drawings. None knows another, but for signing in. */
const apps = [
  'account',
  'admin',
  'audit',
  'desk',
  'dossier',
  'drill',
  'field',
  'indicators',
  'lead',
  'procedures',
  'records',
  'report',
  'sensing',
  'supervise',
  'wall',
  'warnings',
];

const ground = ['server/log.ts', 'server/ports.ts', 'server/works.ts'];
const keeping = [...ground, 'server/storage'];

/** Rooms of the server are handed their neighbours. Storage is the ground of all. */
const serverRooms: Record<string, readonly string[]> = {
  'server/log.ts': [],
  'server/metrics.ts': [],
  'server/ports.ts': ['server/metrics.ts'],
  'server/works.ts': ['server/log.ts', 'server/metrics.ts'],
  'server/listen.ts': [],
  'server/config.ts': [],
  'server/storage': ['server/log.ts', 'server/works.ts'],
  // What servers of one house tell each other.
  'server/node': keeping,
  'server/packs': ['server/log.ts'],
  // Packs that change while their county is open.
  'server/configuration': [...keeping, 'server/packs'],
  // Sheets that people bring: taken in, tried, written by a job.
  'server/sheets': [...keeping, 'server/packs'],
  'server/access': [...keeping, 'server/packs', 'server/sheets'],
  'server/audit': [...keeping, 'server/ledger'],
  'server/evidence': keeping,
  'server/ledger': keeping,
  'server/search': [...keeping, 'server/packs'],
  'server/figures': [...keeping, 'server/packs'],
  'server/outgoing': [...keeping, 'server/access', 'server/packs'],
  // What the house itself does about four-colour acts.
  'server/warnings': [...keeping, 'server/packs'],
  'server/commands': [...keeping, 'server/ledger', 'server/packs'],
  'server/readings': [...keeping, 'server/node', 'server/packs'],
  'server/indicators': [...keeping, 'server/packs', 'server/readings'],
  'server/ingest': [...ground, 'server/listen.ts', 'server/packs', 'server/readings'],
  // What people say of what models saw, and which are muted by it.
  'server/models': [...keeping, 'server/packs'],
  // What other systems noticed: a word of people brought to its end.
  'server/clues': [...keeping, 'server/packs', 'server/readings'],
  // Who is within which fence, read as an instrument.
  'server/fences': [...keeping, 'server/packs', 'server/readings'],
  // How other systems come, and who hears of it when one does not.
  'server/register': [...keeping, 'server/packs'],
  // Models on the record's own matters.
  'server/foresight': [...keeping, 'server/packs'],
  // Street lamps: what people order, told to controllers until they answer.
  'server/lamps': [...keeping, 'server/packs', 'server/readings'],
  'server/alarms': [...keeping, 'server/node', 'server/readings'],
  'server/rules': [...keeping, 'server/alarms', 'server/readings'],
  'server/projections': [...ground, 'server/packs'],
  'server/replay': [...keeping, 'server/packs', 'server/projections', 'server/readings'],
  // A county in memory: it reads packs and projections, and is handed the record to be read alone.
  'server/drill': ['server/log.ts', 'server/ports.ts', 'server/packs', 'server/projections'],
  'server/stream': [...ground, 'server/node', 'server/packs', 'server/projections', 'server/walls'],
  // What walls are told, and how new ones come in.
  'server/walls': [...keeping, 'server/access', 'server/node'],
  // Records of the world: people, places, things.
  'server/records': [...keeping, 'server/packs'],
  // Histories of matters that are brought as sheets, written straight into the ledger.
  'server/history': [
    ...keeping,
    ...['server/access', 'server/commands', 'server/ledger', 'server/packs', 'server/sheets'],
  ],
  // What screens and systems ask, answered from storage and packs within a scope; `http` only carries it.
  'server/queries': [
    ...keeping,
    ...[
      'server/access',
      'server/clues',
      'server/fences',
      'server/foresight',
      'server/indicators',
      'server/models',
    ],
    'server/packs',
  ],
  'server/http': [
    ...keeping,
    ...[
      'server/access',
      'server/audit',
      'server/commands',
      'server/configuration',
      'server/history',
      'server/sheets',
      'server/drill',
      'server/ingest',
      'server/foresight',
      'server/models',
      'server/node',
      'server/packs',
      'server/queries',
      'server/records',
      'server/replay',
      'server/starter',
      'server/walls',
    ],
  ],
  'server/simulator': [
    ...ground,
    ...['server/access', 'server/commands', 'server/config.ts', 'server/ledger', 'server/packs'],
  ],
  // The past of a demo county is put into the ledger by the house itself, before anybody follows it.
  'server/past': [
    ...keeping,
    ...['server/access', 'server/commands', 'server/ledger', 'server/packs', 'server/records'],
    ...['server/simulator', 'server/warnings'],
  ],
  // Makes the files of the demo packs; no part of a running house.
  'server/pack-author': ['server/packs'],
  // Makes the folder of a new county out of what was filled in on screens.
  'server/starter': ['server/packs'],
  // What an operator sees of a house: its lock, its health, how it is closed, why it did not open.
  'server/running': [...keeping, 'server/http', 'server/ledger', 'server/packs'],
};

/** Every room outside of `shared` with the rooms it may know; all of them may know `shared`. */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  'client/main.ts': ['client/older-browsers.ts', 'client/start.ts'],
  'client/older-browsers.ts': [],
  'client/core-js.d.ts': [],
  'client/AppUnknown.vue': ['client/locales', 'client/matter'],
  'client/start.ts': [
    'client/AppUnknown.vue',
    'client/app-address.ts',
    'client/format',
    'client/locales',
    'client/styles',
    'client/ui',
  ],
  'client/base-path.ts': [],
  'client/app-address.ts': ['client/base-path.ts', ...apps.map((app) => `client/apps/${app}`)],
  ...Object.fromEntries(apps.map((app) => [`client/apps/${app}`, screen])),
  'client/apps/sign-in': [...drawing, 'client/http', 'client/matter', 'client/shell', 'client/stores'],
  'client/charts': ['client/styles', 'client/timing'],
  'client/commands': ['client/files', 'client/http', 'client/locales', 'client/ui'],
  // Files of evidence: chosen, sent, shown.
  'client/files': [...drawing, 'client/http'],
  'client/format': [],
  'client/forms': [...drawing, 'client/files', 'client/telling'],
  'client/http': ['client/base-path.ts', 'client/locales'],
  'client/indicators': [...drawing, 'client/charts', 'client/http', 'client/styles', 'client/telling'],
  'client/locales': ['client/base-path.ts', 'client/format'],
  'client/map': ['client/base-path.ts', 'client/format', 'client/locales', 'client/styles', 'client/timing'],
  'client/replay': [
    ...drawing,
    'client/http',
    'client/map',
    'client/stores',
    'client/stream',
    'client/timing',
  ],
  // A report while it is written: at a desk, on the way, by a citizen.
  'client/reporting': [...drawing, 'client/files', 'client/forms'],
  // The resource map, beside whichever map is open.
  'client/resources': [...drawing, 'client/http', 'client/map'],
  'client/sheets': [],
  // The head of a page by who sits there: which pages there are, language, look, the way out.
  'client/seat': drawing,
  'client/shell': ['client/base-path.ts', 'client/locales'],
  'client/stores': [],
  'client/stream': ['client/base-path.ts', 'client/stores'],
  'client/styles': [],
  // What a matter, a warning or a grid is drawn with on every screen: rings, colours, cards, words said about it.
  'client/matter': [...drawing, 'client/files'],
  'client/telling': [...drawing, 'client/matter'],
  'client/timing': [],
  // Live pictures: from a gateway, or from pretend cameras.
  'client/video': ['client/base-path.ts', 'client/http', 'client/locales', 'client/ui'],
  'client/ui': ['client/base-path.ts', 'client/format', 'client/http', 'client/locales'],

  ...serverRooms,
  // The only place that joins them.
  'server/house': Object.keys(serverRooms),
  'server/house.ts': [...Object.keys(serverRooms), 'server/house'],
  // Programs.
  'server/programs': [
    ...keeping,
    ...['server/audit', 'server/config.ts', 'server/evidence', 'server/house.ts', 'server/ledger'],
    ...['server/listen.ts', 'server/packs', 'server/past', 'server/running', 'server/simulator'],
  ],
};

const floorOf = new Map(floors.flatMap((names, floor) => names.map((name) => [`shared/${name}`, floor])));

/** The room of a file of the product: its folder (of an app its own), or the file itself where it lies at the top. */
export function roomOf(path: string): string {
  const parts = path.split('/');
  if (parts.length === 2) return path;
  return parts.slice(0, parts[0] === 'client' && parts[1] === 'apps' ? 3 : 2).join('/');
}

/** Why a file of one room may not import another, or null. `from` and `to` are paths of the product. */
export function crossingFault(from: string, to: string): string | null {
  const [here, there] = [roomOf(from), roomOf(to)];
  if (here === there) return null;
  if (here.startsWith('shared/')) {
    const [floor, below] = [floorOf.get(here), floorOf.get(there)];
    if (floor === undefined || below === undefined)
      return `${floor === undefined ? here : there} is no room of tests/support/rooms.ts`;
    return below < floor ? null : `${here} stands beside or below ${there} and does not know it`;
  }
  const known = rooms[here];
  if (!known) return `${here} is no room of tests/support/rooms.ts`;
  if (there.startsWith('shared/') || known.includes(there)) return null;
  return `this room does not know ${to}: have it handed in`;
}
