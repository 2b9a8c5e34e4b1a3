import type { Request } from 'express';
import { z } from 'zod';
import { fileTypeNames } from '#shared/evidence/file.ts';
import { isRefusal, refuse, type Refusal } from '#shared/kernel/refusal.ts';
import { evidenceVerdict, keptFile, type EvidenceVerdict, type KeptFile } from '#shared/wire/evidence.ts';
import type { EvidenceRoom } from '../../ports.ts';
import type { openLimits } from '../limits.ts';
import { forWho, forSource, type Route } from '../route.ts';
import { sendFile } from '../send-file.ts';

/** Photos and papers: brought before the command that names them, shown to those who may see what they belong to. */
export function evidenceRoutes(ports: EvidencePorts): Route[] {
  return [...fileRoutes(ports), ...fileDoors(ports)];
}

interface EvidencePorts {
  evidence: Pick<EvidenceRoom, 'keep' | 'find' | 'check'>;
  limits: ReturnType<typeof openLimits>;
}
/** What those who keep a file have in common. */
const keeping = { method: 'post', upload: fileTypeNames, answer: keptFile } as const;

function fileRoutes({ evidence, limits }: EvidencePorts): Route[] {
  /** One check at a time a jurisdiction: whoever asks meanwhile gets the same answer. */
  const checks = new Map<string, Promise<EvidenceVerdict>>();
  return [
    forWho('bring-files', {
      ...keeping,
      guards: [limits.upload],
      path: '/evidence',
      tag: 'evidence',
      summary:
        'Keeps a photo, a paper or a video; a command of the same person names it by `ref` within a day',
      handle: ({ pack, person, req }) => keepBody(evidence, pack.id, req, person.id),
    }),
    forWho('see-matters', {
      method: 'get',
      path: '/evidence/:ref',
      tag: 'evidence',
      summary: 'A file that an incident in scope names, or that the asker brought and nothing names yet',
      answer: z.unknown(),
      download: fileTypeNames,
      async handle({ person, params, req, res }) {
        const file = await evidence.find(person, params['ref'] ?? '');
        return isRefusal(file) ? file : sendFile(req, res, file);
      },
    }),
    forWho('check-ledger', {
      method: 'post',
      path: '/evidence/verification',
      tag: 'ledger',
      summary: 'Reads every file that the ledger names; counts those that are missing or not what was named',
      answer: evidenceVerdict,
      handle({ pack: { id } }) {
        const going = checks.get(id);
        if (going) return going;
        const started = evidence.check(id).finally(() => checks.delete(id));
        checks.set(id, started);
        return started;
      },
    }),
  ];
}

/** Files that other systems bring. */
function fileDoors({ evidence, limits }: EvidencePorts): Route[] {
  return [
    forSource('detections', {
      ...keeping,
      guards: [limits.upload],
      path: '/detections/pictures',
      tag: 'doors',
      summary:
        'Keeps what an algorithm model saw as a picture; a detection names it as its `picture` within a day',
      handle: ({ pack, source, req }) => keepBody(evidence, pack.id, req, `source:${source.source}`),
    }),
    forSource('reports', {
      ...keeping,
      guards: [limits.upload],
      path: '/reports/files',
      tag: 'doors',
      summary: 'Keeps a photo, a paper or a video of a report that names it as evidence within a day',
      handle: ({ pack, source, req }) =>
        keepBody(evidence, pack.id, req, `source:${source.source}`.slice(0, 64)),
    }),
  ];
}

/** Keeps the body of a request; `by` is the id of the actor who will name it. */
export async function keepBody(
  evidence: Pick<EvidenceRoom, 'keep'>,
  jurisdiction: string,
  req: Request,
  by: string,
  more: { bare?: boolean } = {},
): Promise<KeptFile | Refusal> {
  if ((req.get('content-encoding') ?? 'identity') !== 'identity')
    return refuse('invalid', 'file-encoded', 'content-encoding');
  const length = req.get('content-length');
  return evidence.keep(jurisdiction, {
    body: req,
    type: (req.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
    bytes: length === undefined ? undefined : Number(length),
    by,
    ...more,
  });
}
