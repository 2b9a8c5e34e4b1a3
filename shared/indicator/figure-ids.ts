/** Names of figures whose matters can be listed: `GET /incidents?figure=…&part=…&from=…&to=…`. */
export const rateIds = [
  'filing',
  'dispatch',
  'closing',
  'onTimeClosing',
  'onTimeHandling',
  'rework',
  'extension',
  'grassRoots',
  'satisfaction',
  'centreRating',
] as const;
export type RateId = (typeof rateIds)[number];

/** Nodes of `flow`, in the order of the life cycle. */
export const flowNodes = [
  'reported',
  'accepted',
  'filed',
  'dispatched',
  'signed',
  'fed-back',
  'checked',
  'closed',
  'evaluated',
  'assessed',
  'archived',
] as const;
export type FlowNode = (typeof flowNodes)[number];

/**
 * Of the window: `reported`, `accepted`, `dispatched`, `closed`, the rates, `missed` (due and not closed on time), `carried` (due before the window and
 * not closed by its end), `stage`, `outcome` and `promise` (which name a clock, nodes or work days), and how far the reported
 * have come by now. Of now, whatever the window: the last five.
 */
export const figureIds = [
  ...rateIds,
  'reported',
  'accepted',
  'dispatched',
  'closed',
  'missed',
  'carried',
  'stage',
  'outcome',
  'promise',
  ...flowNodes.map((node) => `flow-${node}` as const),
  'open',
  'overdue',
  'supervised',
  'supervision-due',
  'unsigned',
] as const;
export type FigureId = (typeof figureIds)[number];
