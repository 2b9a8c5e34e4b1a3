import { refuse } from '#shared/kernel/refusal.ts';
import { modelOf } from '#shared/pack/model.ts';
import * as wire from '#shared/wire/models.ts';
import { giveVerdict, listModels, openModel, readVerdict, type ModelPorts } from '../../queries/models.ts';
import { forWho, type Route } from '../route.ts';

const tag = 'models';

/** Models that watch cameras, what they saw, and what people say of it. */
export function modelRoutes(ports: ModelPorts): Route[] {
  return [
    forWho('see-figures', {
      method: 'get',
      path: '/models',
      tag,
      answer: wire.modelList,
      summary: 'Models that watch cameras: precision by the verdicts of people, and which are muted',
      handle: ({ pack }) => listModels(ports, pack),
    }),
    forWho('see-alarms', {
      method: 'get',
      path: '/models/:model',
      tag,
      answer: wire.modelDetail,
      summary: 'One model: its course, why it was wrong, what it saw of late',
      handle: ({ pack, person, params }) => openModel(ports, pack, person, params['model'] ?? ''),
    }),
    forWho('mute-models', {
      method: 'post',
      path: '/models/:model/word',
      tag,
      body: wire.modelWordAsked,
      answer: wire.modelList,
      summary: 'Mutes a model, or lets it open matters again: its verdicts are counted anew from then on',
      async handle({ pack, person, params, body }) {
        const model = modelOf(pack.pack, pack.items, params['model'] ?? '');
        if (!model) return refuse('unknown', 'no-model', 'model');
        const by = { id: person.id, name: person.name };
        await ports.models.say(pack.id, { model: model.id, ...body, by, at: ports.now() });
        return listModels(ports, pack);
      },
    }),
    forWho('judge-sightings', {
      method: 'get',
      path: '/sightings/:subject/verdict',
      tag,
      answer: wire.verdictState,
      summary: 'What was said of what a model saw: a matter by its number, or held:…',
      handle: ({ pack, person, params }) => readVerdict(ports, pack, person, params['subject'] ?? ''),
    }),
    forWho('judge-sightings', {
      method: 'post',
      path: '/sightings/:subject/verdict',
      tag,
      body: wire.verdictAsked,
      answer: wire.verdictState,
      summary: 'Says whether it was so; the last word stands',
      handle: ({ pack, person, params, body }) =>
        giveVerdict(ports, pack, person, params['subject'] ?? '', body),
    }),
  ];
}
