import { z } from 'zod';

/** What a running installation is looked at for. */
export const findingIds = [
  'database',
  'clock',
  'disk',
  'certificate',
  'backup',
  'figures',
  'search',
  'outgoing',
  'anchor',
  'partitions',
  'alarms',
  'factors',
  'nodes',
  'calendar',
  'systems',
] as const;

/** One thing that was looked at: how it is, and the numbers behind it. Bytes, days, hours, counts as their names say. */
export const finding = z.strictObject({
  id: z.enum(findingIds),
  state: z
    .enum(['good', 'warning', 'bad', 'unknown'])
    .describe('warning: works still and will not for ever; unknown: nobody can tell here'),
  reason: z.string().describe('Which of the sentences of this finding tells it'),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Finding = z.infer<typeof finding>;

export const findings = z.strictObject({
  at: z.number().int().describe('epoch ms UTC'),
  findings: z.array(finding),
});
export type Findings = z.infer<typeof findings>;
