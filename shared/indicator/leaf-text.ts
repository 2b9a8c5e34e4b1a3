import type { Leaf, MatterFilter } from './leaf.ts';

/** A leaf in the words of the grammar: what `typeFormula` makes of the text is the leaf again. */
export function leafText(leaf: Leaf): string {
  switch (leaf.kind) {
    case 'readings': {
      const { how, quantity, test, hours, grid } = leaf;
      const subject = test ? `${quantity} ${test.op} ${test.value}` : quantity;
      return call(how, [subject, hours === null ? null : `over: ${hours}h`, inGrid(grid)]);
    }
    case 'matters':
      return call(leaf.measure, [...filterText(leaf.filter), `over: ${leaf.over}`]);
    case 'standing':
      return call(leaf.measure, filterText(leaf.filter));
    case 'warnings': {
      const over = leaf.measure === 'issued' ? `over: ${leaf.over}` : null;
      return call(leaf.measure, [listed('colours', leaf.colours), over]);
    }
    case 'devices':
      return leaf.system === null ? leaf.what : call(leaf.what, [`system: ${leaf.system}`]);
    case 'given':
      return call(leaf.how, [leaf.series, leaf.over === null ? null : `over: ${leaf.over}`]);
    case 'fact':
      return leaf.name;
  }
}

const call = (name: string, args: readonly (string | null)[]): string =>
  `${name}(${args.filter((arg) => arg !== null).join(', ')})`;
const inGrid = (grid: string | null): string | null => (grid === null ? null : `in: "${grid}"`);
const listed = (key: string, words: readonly string[] | null): string | null =>
  words === null ? null : `${key}: ${words.join(' ')}`;

function filterText({ items, domains, procedures, sources, grid }: MatterFilter): (string | null)[] {
  return [
    listed('items', items),
    listed('domains', domains),
    listed('procedures', procedures),
    listed('sources', sources),
    inGrid(grid),
  ];
}
