const [ours, zh, en] = [
  '© OpenStreetMap contributors (ODbL) · GeoNames (CC BY 4.0)',
  '网格、道路与内河为模拟数据，边界仅作示意',
  'Grids, roads and inner rivers are made up, borders only indicative',
];
/** Whose the maps of the demo counties are, and that what was drawn through them is made up. */
export const demoCredit = {
  attribution: `${ours} · ${zh}`,
  attributionIn: { zh: `${ours} · ${zh}`, en: `${ours} · ${en}` },
};
