import { z } from 'zod';
import { benefitIn } from '#shared/incident/benefit.ts';
import { clueIn } from '#shared/incident/clue.ts';
import { parseLines } from '#shared/sensing/parse-batch.ts';
import { batchAnswer } from '#shared/sensing/reading.ts';
import * as wire from '#shared/wire/clues.ts';
import { takeBenefits, type BenefitPorts } from '../../queries/benefits.ts';
import { listClues, sayOfClue, takeClues, type CluePorts } from '../../queries/clues.ts';
import type { openLimits } from '../limits.ts';
import { forSource, forWho, type Route } from '../route.ts';

const tag = 'clues';

/** What other systems noticed: the door that it comes in by, the list, and the word of people on each. */
export function clueRoutes(
  ports: CluePorts & BenefitPorts & { limits: ReturnType<typeof openLimits> },
): Route[] {
  return [
    forWho('see-alarms', {
      method: 'get',
      path: '/clues',
      tag,
      summary:
        'What other systems noticed in sight: opinions, contradictions of benefits, unpaid wages; with topics, course and spikes',
      query: wire.clueQuery,
      answer: wire.clueList,
      handle: ({ pack, person, query }) => listClues(ports, pack, person, query),
    }),
    forWho('keep-alarms', {
      method: 'post',
      path: '/clues/:clue/word',
      tag,
      summary:
        'Says that nothing is in it, that it was dealt with, or makes it a matter; the first word stands',
      body: wire.clueWord,
      answer: wire.clueAnswer,
      handle: ({ pack, person, params, body }) => sayOfClue(ports, pack, person, params['clue'] ?? '', body),
    }),
    forSource('clues', {
      method: 'post',
      path: '/clues',
      tag: 'doors',
      summary: 'What a system noticed; one of the same id is known already',
      batch: z.union([clueIn, z.array(clueIn), z.strictObject({ clues: z.array(clueIn) })]),
      answer: batchAnswer,
      guards: [ports.limits.door],
      async handle({ pack, source, body, res }) {
        const answer = await takeClues(ports, pack, source, itemsOf(body, 'clues'));
        if (answer.taken + answer.known === 0 && answer.refusedCount > 0) res.status(422);
        return answer;
      },
    }),
    listDoor(ports),
  ];
}

/** Lists of payments and deaths, held against each other; what contradicts becomes a clue. */
const listDoor = (ports: BenefitPorts & { limits: ReturnType<typeof openLimits> }): Route =>
  forSource('clues', {
    method: 'post',
    path: '/clues/lists',
    tag: 'doors',
    summary:
      'Rows of lists: what was paid to whom, who has died; what contradicts becomes a clue of benefits',
    batch: z.union([benefitIn, z.array(benefitIn), z.strictObject({ rows: z.array(benefitIn) })]),
    answer: batchAnswer,
    guards: [ports.limits.door],
    async handle({ pack, source, body, res }) {
      const answer = await takeBenefits(ports, pack, source, itemsOf(body, 'rows'));
      if (answer.taken + answer.known === 0 && answer.refusedCount > 0) res.status(422);
      return answer;
    },
  });

/** One, a list of them, a list under its name, or a line each. */
function itemsOf(body: unknown, name: 'clues' | 'rows'): readonly unknown[] {
  const items = typeof body === 'string' ? parseLines(body) : body;
  if (Array.isArray(items)) return items;
  const under =
    typeof items === 'object' && items !== null && name in items
      ? (items as Record<string, unknown>)[name]
      : null;
  return Array.isArray(under) ? under : [items];
}
