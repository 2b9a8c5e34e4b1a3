/** Words of fields that look an entry up in a long list. */
export const listedZh = {
  label: '清单条目',
  search: '在 {n} 项中查找：输入事项或部门',
  reading: '正在读取清单…',
  failed: '清单暂时读不到，请再点一次',
  more: '还有 {n} 项，再输入几个字',
  none: '清单中没有',
  way: { online: '网上办', 'no-visit': '不见面' },
};
