/** What drawings on a canvas (map, charts) depend on besides their data: colours and the size of a unit in pixels. */
export interface Look {
  ground: string;
  land: string;
  water: string;
  rule: string;
  ruleStrong: string;
  text: string;
  text2: string;
  teal: string;
  tealDim: string;
  tealFaint: string;
  track: string;
  rose: string;
  font: string;
  legal: { red: string; orange: string; yellow: string; blue: string };
  /** Pixels a unit (see `--u`). */
  u: number;
}

/** Reads the look from the style variables that hold for `element`, so that colours stand in one place. */
export function lookOf(element: Element, u: number): Look {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    ground: read('ground'),
    land: read('land'),
    water: read('water'),
    rule: read('rule'),
    ruleStrong: read('rule-strong'),
    text: read('text'),
    text2: read('text-2'),
    teal: read('teal'),
    tealDim: read('teal-dim'),
    tealFaint: read('teal-faint'),
    track: read('track'),
    rose: read('rose'),
    font: read('font'),
    legal: {
      red: read('legal-red'),
      orange: read('legal-orange'),
      yellow: read('legal-yellow'),
      blue: read('legal-blue'),
    },
    u,
  };
}

/** A radius that grows from a view of the county to one of a street. */
export function byNearness(look: Look, far: number, near: number): number {
  const [out, close] = [sameZoom(look, 9), sameZoom(look, 14)];
  return ['interpolate', ['linear'], ['zoom'], out, far * look.u, close, near * look.u] as unknown as number;
}

/** The zoom at which a map drawn with `look` shows as much land as a map of one pixel a unit does at `zoom`. */
export function sameZoom(look: Pick<Look, 'u'>, zoom: number): number {
  return zoom + Math.log2(look.u);
}
