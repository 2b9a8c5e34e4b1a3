/** Counted things and units that packs name in Chinese, in English; what is empty needs no word beside a number. */
const english: Readonly<Record<string, string>> = {
  个: '',
  件: '',
  条: '',
  起: '',
  处: '',
  场: '',
  次: '',
  分: 'points',
  盏: 'lamps',
  艘: 'vessels',
  人: 'people',
  人次: 'visits',
  户: 'homes',
  户次: 'visits',
  家: 'firms',
  家次: 'visits',
  件次: '',
  辆: 'vehicles',
  吨: 't',
  亩: 'mu',
  元: 'CNY',
  美元: 'USD',
  小时: 'h',
  分钟: 'min',
  天: 'd',
  级: 'level',
  '百㎡': '100 m²',
};
const scales: readonly (readonly [string, string])[] = [
  ['万', '×10,000'],
  ['亿', '×100 million'],
];

/** A measure as its reader says it: `万人次` is `×10,000 visits`, `辆/分` is `vehicles/min`. Symbols stay as they are. */
export function measureIn(measure: string, language: string): string {
  if (language === 'zh' || !/\p{Script=Han}/u.test(measure)) return measure;
  const [counted = '', ...per] = measure.split('/');
  const parts = [wordOf(counted), ...per.map((part) => (part === '分' ? 'min' : wordOf(part)))];
  return parts.length > 1
    ? `${parts[0] === '' ? '1' : parts[0]}/${parts.slice(1).join('/')}`
    : (parts[0] ?? '');
}

function wordOf(part: string): string {
  const known = english[part];
  if (known !== undefined) return known;
  for (const [sign, power] of scales)
    if (part.startsWith(sign)) return `${power} ${wordOf(part.slice(sign.length))}`.trim();
  return part;
}
