import type { Indicator } from '#shared/pack/indicator.ts';
import { colours } from '#shared/warning/warning.ts';
import { define } from './define.ts';

const colourNames: Record<(typeof colours)[number], readonly [string, string]> = {
  red: ['红色', 'Red'],
  orange: ['橙色', 'Orange'],
  yellow: ['黄色', 'Yellow'],
  blue: ['蓝色', 'Blue'],
};

/** Warnings in effect and of the year, by colour. */
export function ofWarnings(unitOf: (duty: string) => string): Indicator[] {
  const owner = unitOf('emergency');
  const counted = { measure: '条', better: 'less' } as const;
  return [
    define('warnings', ['生效预警', 'Warnings in effect'], 'public-safety', owner, 'warnings()', counted),
    ...colours.flatMap((colour) => {
      const [zh, en] = colourNames[colour];
      return [
        define(
          `warnings-${colour}`,
          [`生效${zh}预警`, `${en} warnings in effect`],
          'public-safety',
          owner,
          `warnings(colours: ${colour})`,
          { ...counted, ...(colour === 'red' && { bounds: { high: 0 } }) },
        ),
        define(
          `issued-${colour}`,
          [`本年发布${zh}预警`, `${en} warnings this year`],
          'public-safety',
          owner,
          `issued(colours: ${colour}, over: year)`,
          counted,
        ),
      ];
    }),
  ];
}
