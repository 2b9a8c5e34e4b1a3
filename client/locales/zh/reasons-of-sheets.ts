import type { reasonsOfSheets } from '#shared/kernel/reasons-of-sheets.ts';

/** 人员表中的错格 */
export const reasonsOfSheetsZh: Readonly<Record<keyof typeof reasonsOfSheets, string>> = {
  'cell-name-missing': '缺少姓名',
  'cell-name-long': '姓名最多 64 个字符',
  'cell-login-missing': '登录名、工号、手机至少填一项',
  'cell-login-form': '2-64 个字母、数字或点、下划线、连字符',
  'cell-role-missing': '岗位和角色至少填一项',
  'cell-grid-missing': '这个岗位属于网格，请填网格',
  'cell-same-as': '与第 {row} 行相同',
  'cell-head-twice': '第 {row} 行也是这个网格的网格长',
  'cell-no-staff': '在册人员中没有这个工号',
  'cell-no-day': '不是日期，请写成 2026-11-29',
  'cell-many-grids': '最多 {count} 个网格',
  'cell-many-named': '有 {count} 个同名，请填编号',
  'cell-no-such': '查无此名',
  'cell-near': '查无此名，近似 {near}',
  'cell-digits': '手机号只能是数字',
  'cell-digits-eleven': '{count} 位，应为 11 位',
  'cell-digits-odd': '{count} 位，不是电话号码',
  'cell-span-backwards': '结束早于开始',
};
