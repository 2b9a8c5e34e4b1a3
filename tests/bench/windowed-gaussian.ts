const windowSize = 6400;
const stepSize = 100;

/** NAB's own baseline: how improbable a value is under the normal distribution of the last 6,400, renewed every 100. */
export function windowedGaussian(values: Float64Array): Float64Array {
  let window: number[] = [];
  let next: number[] = [];
  let [mean, deviation] = [0, 1];
  // Sums while the window grows; anew when it slides.
  let [sum, squares, shift] = [0, 0, 0];
  const fit = (): void => {
    shift = window[0] ?? 0;
    [sum, squares] = [0, 0];
    for (const one of window) add(one);
    settle();
  };
  const add = (one: number): void => {
    sum += one - shift;
    squares += (one - shift) ** 2;
  };
  const settle = (): void => {
    const n = window.length;
    mean = shift + sum / n;
    deviation = Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2)) || 1e-6;
  };
  return values.map((value) => {
    const score = window.length > 0 ? 1 - 0.5 * erfc(Math.abs(value - mean) / deviation / Math.SQRT2) : 0;
    if (window.length < windowSize) {
      if (window.length === 0) shift = value;
      window.push(value);
      add(value);
      settle();
    } else {
      next.push(value);
      if (next.length === stepSize) {
        window = [...window.slice(stepSize), ...next];
        next = [];
        fit();
      }
    }
    return score;
  });
}

/** Complementary error function (Numerical Recipes' Chebyshev fit), exact to 1.2e-7 in proportion. */
function erfc(x: number): number {
  const t = 1 / (1 + x / 2);
  const fit = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ];
  return t * Math.exp(-x * x + fit.reduceRight((all, one) => one + t * all, 0));
}
