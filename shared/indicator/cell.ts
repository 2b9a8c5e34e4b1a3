/** `0` normal, `1` near its bound, `2` abnormal, `-` no data. */
export type Cell = '0' | '1' | '2' | '-';
