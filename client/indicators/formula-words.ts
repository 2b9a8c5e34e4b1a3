import { isFormulaFault, parseFormula, type Argument, type Node } from '#shared/indicator/formula.ts';

/** What the words of a formula ask for: texts by key, and names by what they name. */
export interface FormulaWords {
  t(key: string, values?: Record<string, string>): string;
  /** The name of a quantity, item, domain, procedure, source, colour, system, grid, series or indicator. */
  name(kind: string, id: string): string;
}

/** A formula as a sentence reads: `percent(on-time(over: 30d), due(over: 30d))` → 按期结案（近 30 日） ÷ 应结案（近 30 日） × 100%. */
export function formulaWords(text: string, words: FormulaWords): string {
  const node = parseFormula(text);
  return isFormulaFault(node) ? text : nodeWords(node, words, 0);
}

const strength = { '+': 1, '-': 1, '*': 2, '/': 2 } as const;
const signs = { '+': '+', '-': '−', '*': '×', '/': '÷' } as const;

function nodeWords(node: Node, words: FormulaWords, above: number): string {
  switch (node.kind) {
    case 'number':
      return String(node.value);
    case 'indicator':
      return `「${words.name('indicator', node.id)}」`;
    case 'negative':
      return `−${nodeWords(node.of, words, 3)}`;
    case 'binary': {
      const own = strength[node.op];
      const right = nodeWords(node.right, words, own + 1);
      const said = `${nodeWords(node.left, words, own)} ${signs[node.op]} ${right}`;
      return own < above ? `(${said})` : said;
    }
    case 'call':
      return node.name === 'percent' ? percentWords(node.args, words, above) : callWords(node, words);
  }
}

function percentWords(args: readonly Argument[], words: FormulaWords, above: number): string {
  const [part, whole] = args.map((arg) => (arg.kind === 'formula' ? nodeWords(arg.of, words, 3) : ''));
  const said = `${part ?? ''} ÷ ${whole ?? ''} × 100%`;
  return above > 2 ? `(${said})` : said;
}

function callWords({ name, args }: Extract<Node, { kind: 'call' }>, words: FormulaWords): string {
  const { t } = words;
  const narrowed: string[] = [];
  let subject = '';
  let over: string | null = null;
  for (const arg of args) {
    if (arg.kind === 'test')
      subject = `${words.name('quantity', arg.name)} ${arg.op.replace('>=', '≥').replace('<=', '≤')} ${arg.value}`;
    else if (arg.kind === 'formula')
      subject = arg.of.kind === 'call' ? words.name('subject', arg.of.name) : nodeWords(arg.of, words, 0);
    else if (arg.name === 'over') over = arg.words[0]?.text ?? null;
    else narrowed.push(arg.words.map(({ text }) => words.name(arg.name, text)).join(t('indicators.and')));
  }
  const hours = over === null ? null : /^(\d+)h$/.exec(over)?.[1];
  if (hours !== null && hours !== undefined) narrowed.push(t('indicators.over.hours', { hours }));
  else if (over !== null) narrowed.push(t(`indicators.over.${over}`));
  const said = t(`indicators.fn.${name}`, { of: subject });
  return narrowed.length === 0
    ? said
    : t('indicators.narrowed', { what: said, to: narrowed.join(t('indicators.comma')) });
}
