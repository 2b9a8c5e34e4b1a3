/** What opens the matter of a measure: by this origin it is found, and opened once. */
export const originOfMeasure = (warning: string, measure: string): string => `warning:${warning}:${measure}`;
