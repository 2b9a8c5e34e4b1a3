import { textIn } from '../kernel/localized.ts';
import type { Identity } from './identity.ts';

/** Whose the map of a county is, as a screen says it. */
export const creditIn = ({ map }: Pick<Identity, 'map'>, language: string): string =>
  textIn(map.attributionIn, language) ?? map.attribution;
