/** What the bundler tells about a module: who imports it, whom it imports, and who asks for it only when needed. */
interface ModuleFacts {
  importers: readonly string[];
  importedIds: readonly string[];
  dynamicImporters: readonly string[];
}

interface Graph {
  getModuleInfo(id: string): ModuleFacts | null;
}

type Way = keyof ModuleFacts;

const page = /\/client\/apps\/[^/]+\/\w+App\.vue$/;
const phonePage = /\/client\/apps\/(field|report)\/\w+\.vue$/;
/** The pages that phones open, each by what its first picture needs. */
const phoneApps = ['field', 'report'];

/** What a phone rarely opens: it takes what seats share as that is, and nothing of theirs is cut into parts for it. */
const rare = /\/client\/apps\/field\/drill\/FieldDrill\.vue$/;

/** Modules that `id` reaches by these ways, itself included. Nothing is sought above a page: any page can be asked for from any. */
function reach(graph: Graph, id: string, ways: Way[], seen = new Set<string>()): Set<string> {
  if (seen.has(id)) return seen;
  seen.add(id);
  if ((page.test(id) || rare.test(id)) && !ways.includes('importedIds')) return seen;
  const facts = graph.getModuleInfo(id);
  for (const way of ways) for (const other of facts?.[way] ?? []) reach(graph, other, ways, seen);
  return seen;
}

/** Libraries that weigh more than a page: what stands upon one is no burden of pages without it. */
const heavy = { map: '/node_modules/maplibre-gl/', chart: '/node_modules/echarts/' };

/** Whose a shared module is: every phone's from its first picture on, that of one phone page, a phone's for later, or the seats' alone. */
function ownerOf(graph: Graph, id: string, pages: string[]): string {
  const first = phoneApps.filter((app) => pages.some((one) => one.includes(`/client/apps/${app}/`)));
  if (first.length === phoneApps.length) return 'phone';
  if (first[0] !== undefined) return first[0];
  const everAbove = [...reach(graph, id, ['importers', 'dynamicImporters'])];
  return everAbove.some((one) => phonePage.test(one)) ? 'later' : 'seat';
}

/**
 * The chunk of a module that several pages share; null leaves it to the bundler. A handful of such chunks, so that a page opens with
 * a dozen requests in place of a hundred, and none loads what it has no use for: a phone gets what phones share, a seat that and what
 * seats share, a screen with a map or with charts also what stands upon their libraries.
 */
function sharedChunk(id: string, graph: Graph): string | null {
  const above = [...reach(graph, id, ['importers'])];
  const pages = above.filter((one) => page.test(one));
  const owner = ownerOf(graph, id, pages);
  if (pages.length < (owner === 'later' ? 1 : 2)) return null;
  const below = [...reach(graph, id, ['importedIds'])];
  const upon = Object.entries(heavy).flatMap(([name, library]) =>
    below.some((one) => one.includes(library)) ? [name] : [],
  );
  return [...upon, owner].join('-');
}

const owners = ['phone', ...phoneApps, 'later', 'seat'];
const names = ['', 'map-', 'chart-', 'map-chart-'].flatMap((upon) => owners.map((owner) => upon + owner));

/** Groups of shared modules; lighter ones first, since a group takes along what its modules import and no earlier one holds. */
export const sharedChunks = names.map((name, rank) => ({
  name: (id: string, graph: Graph) => (sharedChunk(id, graph) === name ? name : null),
  priority: 9 - rank / names.length,
  // What a phone asks for later, it asks for in the parts in which it needs it; smaller ones than these come to wait for each other.
  entriesAware: name.endsWith('later'),
  entriesAwareMergeThreshold: 20_000,
}));
