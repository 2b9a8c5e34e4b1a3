import { because, type Reason } from '../kernel/reasons.ts';

/**
 * The text of a formula and its parse. Grammar, loosest first:
 *
 *     formula  = product { ("+" | "-") product }
 *     product  = factor { ("*" | "/") factor }
 *     factor   = "-" factor | number | "@" name | name [ "(" [ argument { "," argument } ] ")" ] | "(" formula ")"
 *     argument = name ":" word { word }        filters and windows: `items: noise night-noise`, `over: 7d`
 *              | name compare number           a test on readings: `pm25 > 75`
 *              | formula
 *     compare  = ">" | ">=" | "<" | "<="
 *
 * A name is letters, digits and hyphens, begins with a letter, or stands in double quotes; a minus between names stands between
 * spaces. Columns count characters from 1.
 */
export interface FormulaFault {
  column: number;
  /** With the column in it. */
  reason: Reason;
}
export type Compare = '>' | '>=' | '<' | '<=';
export type Operator = '+' | '-' | '*' | '/';
export type Node = { column: number } & (
  | { kind: 'number'; value: number }
  | { kind: 'indicator'; id: string }
  | { kind: 'call'; name: string; args: Argument[] }
  | { kind: 'binary'; op: Operator; left: Node; right: Node }
  | { kind: 'negative'; of: Node }
);
export type Argument = { column: number } & (
  | { kind: 'named'; name: string; words: Word[] }
  | { kind: 'test'; name: string; op: Compare; value: number }
  | { kind: 'formula'; of: Node }
);
export interface Word {
  text: string;
  column: number;
}

interface Token extends Word {
  kind: 'number' | 'name' | 'sign' | 'end';
}
/** Deeper than anybody writes, and shallow enough for the stack. */
const mostDeep = 40;

/** Thrown while a formula is read; whoever reads one answers it as a `FormulaFault`. */
export class Misplaced extends Error {
  readonly reason: Reason;
  constructor(reason: Reason) {
    super(reason.id);
    this.reason = reason;
  }
  fault(): FormulaFault {
    return { column: Number(this.reason.values?.['column']), reason: this.reason };
  }
}

/** The tree of a formula, or the first place that is none. */
export function parseFormula(text: string): Node | FormulaFault {
  try {
    const reader = readerOf(tokensOf(text));
    const node = readSum(reader, 0);
    const rest = reader.look();
    if (rest.kind !== 'end')
      throw new Misplaced(because('formula-not-here', { column: rest.column, text: rest.text }));
    return node;
  } catch (error) {
    if (error instanceof Misplaced) return error.fault();
    throw error;
  }
}
export const isFormulaFault = (one: object): one is FormulaFault => 'reason' in one;

const pattern =
  /\s+|(?<number>\d+(?:\.\d+)?(?![\w.-]))|(?<name>[\p{L}\d][\p{L}\d_-]*)|"(?<quoted>[^"]+)"|(?<sign>>=|<=|[-+*/(),:<>@])/uy;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const column = pattern.lastIndex + 1;
    const groups = pattern.exec(text)?.groups;
    if (!groups) throw new Misplaced(because('formula-no-sign', { column, text: text[column - 1] ?? '' }));
    const { number, name, quoted, sign } = groups;
    if (number !== undefined) tokens.push({ kind: 'number', text: number, column });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, column });
    else if (name !== undefined || quoted !== undefined)
      tokens.push({ kind: 'name', text: name ?? quoted ?? '', column });
  }
  return [...tokens, { kind: 'end', text: 'the end', column: text.length + 1 }];
}

interface Reader {
  look(ahead?: number): Token;
  take(): Token;
  /** Takes the sign when it is next. */
  takes(sign: string): boolean;
}
function readerOf(tokens: readonly Token[]): Reader {
  let place = 0;
  const end = tokens[tokens.length - 1] as Token;
  const look = (ahead = 0): Token => tokens[place + ahead] ?? end;
  return {
    look,
    take: () => ((place += 1), tokens[place - 1] ?? end),
    takes: (sign) => {
      const isNext = look().kind === 'sign' && look().text === sign;
      if (isNext) place += 1;
      return isNext;
    },
  };
}

function want(reader: Reader, sign: string): void {
  const { column, text } = reader.look();
  if (!reader.takes(sign)) throw new Misplaced(because('formula-wants-sign', { column, sign, text }));
}

function readSum(reader: Reader, deep: number): Node {
  let left = readProduct(reader, deep);
  for (;;) {
    const { column } = reader.look();
    const op = reader.takes('+') ? '+' : reader.takes('-') ? '-' : null;
    if (op === null) return left;
    left = { kind: 'binary', op, left, right: readProduct(reader, deep), column };
  }
}

function readProduct(reader: Reader, deep: number): Node {
  let left = readFactor(reader, deep);
  for (;;) {
    const { column } = reader.look();
    const op = reader.takes('*') ? '*' : reader.takes('/') ? '/' : null;
    if (op === null) return left;
    left = { kind: 'binary', op, left, right: readFactor(reader, deep), column };
  }
}

function readFactor(reader: Reader, deep: number): Node {
  const { column } = reader.look();
  if (deep > mostDeep) throw new Misplaced(because('formula-deep', { column }));
  if (reader.takes('-')) return { kind: 'negative', of: readFactor(reader, deep + 1), column };
  if (reader.takes('(')) {
    const inner = readSum(reader, deep + 1);
    want(reader, ')');
    return inner;
  }
  if (reader.takes('@')) return { kind: 'indicator', id: readName(reader), column };
  const token = reader.take();
  if (token.kind === 'number') return { kind: 'number', value: Number(token.text), column };
  if (token.kind !== 'name')
    throw new Misplaced(because('formula-wants-value', { column, text: token.text }));
  if (!reader.takes('(')) return { kind: 'call', name: token.text, args: [], column };
  const args: Argument[] = [];
  if (!reader.takes(')')) {
    do args.push(readArgument(reader, deep + 1));
    while (reader.takes(','));
    want(reader, ')');
  }
  return { kind: 'call', name: token.text, args, column };
}

function readName(reader: Reader): string {
  const { kind, text, column } = reader.take();
  if (kind === 'name') return text;
  throw new Misplaced(because('formula-wants-name', { column, text }));
}

function readArgument(reader: Reader, deep: number): Argument {
  const { column, kind, text: name } = reader.look();
  const sign = reader.look(1);
  if (kind === 'name' && sign.kind === 'sign' && sign.text === ':') {
    reader.take();
    reader.take();
    const words: Word[] = [];
    for (let next = reader.look(); next.kind === 'name' || next.kind === 'number'; next = reader.look())
      words.push({ text: reader.take().text, column: next.column });
    if (words.length === 0)
      throw new Misplaced(because('formula-says-nothing', { column: reader.look().column, name }));
    return { kind: 'named', name, words, column };
  }
  if (kind === 'name' && sign.kind === 'sign' && /^[<>]/.test(sign.text)) {
    reader.take();
    const op = reader.take().text as Compare;
    const minus = reader.takes('-') ? -1 : 1;
    const number = reader.take();
    if (number.kind !== 'number')
      throw new Misplaced(because('formula-wants-number', { column: number.column, sign: op }));
    return { kind: 'test', name, op, value: minus * Number(number.text), column };
  }
  return { kind: 'formula', of: readSum(reader, deep), column };
}
