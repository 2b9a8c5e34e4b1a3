import { placeNames } from '#shared/pack/place-name.ts';
import { language, say } from '../locales/i18n.ts';

/** Names of grids in the language of the screen: the map and the record have them in Chinese alone. */
export function areaNames(units: Parameters<typeof placeNames>[0]): (grid: string, name: string) => string {
  const names = placeNames(units);
  return (grid, name) => {
    const own = names.get(grid);
    return own && language() !== 'zh' ? say(own) : name;
  };
}
