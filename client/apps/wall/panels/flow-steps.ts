import type { Figures } from '#shared/wire/http.ts';
import { t } from '../../../locales/i18n.ts';

/** The steps of a flow in words, each with how many came so far and for what the others wait. */
export function flowSteps(flow: Figures['flow']): { name: string; reached: number; rest: string }[] {
  let most = Infinity;
  return flow.map(({ node, reached }, i) => {
    // Who went another way to the end did not come through each step: no later step is wider than an earlier one.
    most = Math.min(most, reached);
    const next = flow[i + 1];
    return {
      name: t(`lead.flow.${node}`),
      reached: most,
      rest: next ? t('wall.flow.waits', { node: t(`lead.flow.${next.node}`) }) : '',
    };
  });
}
