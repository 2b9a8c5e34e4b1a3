import type { Dice } from '#shared/kernel/dice.ts';

/**
 * Names, firms, numbers and sentences of the pretend people. Names are thrown together from common ones and mean nobody; firms
 * say that they are of the demo; telephone numbers lie in a range that no carrier gives out (four zeros after the prefix).
 */
const surnames =
  '王李张刘陈杨赵黄周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚';
const given = [
  ...'国华 建明 志强 秀英 桂兰 丽娟 海燕 文斌 晓东 春梅 玉珍 永康 卫东 红梅 正荣 小芳 家豪 雅琴 俊杰 思远 佳怡 子涵 庆生 惠芬 月娥'.split(
    ' ',
  ),
  ...'金凤 福根 阿宝 培林 敏 磊 静 勇 艳 涛 超 霞 平 刚 洁 军 洋 鑫 倩 波'.split(' '),
];
const trades = [
  ...'鼎盛机械 恒润包装 顺达物流 华美纺织 锦程建材 同兴五金 绿源农业 百味餐饮 瑞丰印刷 康泰医药 新联电子 光华服饰 安捷汽修 正源环保'.split(
    ' ',
  ),
];
const shops =
  '老街面馆 阿芳水果店 小徐五金店 顺口香早点铺 好邻居便利店 美华理发店 新月家电维修部 江鲜水产摊'.split(' ');

const digits = (roll: Dice, count: number): string =>
  Array.from({ length: count }, () => String(roll.between(0, 9))).join('');

export const personName = (roll: Dice): string => roll.pick([...surnames]) + roll.pick(given);
export const firmName = (roll: Dice): string => `${roll.pick(trades)}有限公司（演示）`;
export const shopName = (roll: Dice): string => `${roll.pick(shops)}（演示）`;
/** 139 0000 1234 without its gaps. */
export const phoneNumber = (roll: Dice): string =>
  `${roll.pick(['135', '136', '138', '139', '150', '158', '186', '189'])}0000${digits(roll, 4)}`;
/** Shaped as a unified social credit code; `DEMO` in it is no organisation's. */
export const creditCode = (roll: Dice): string => `91320000MADEMO${digits(roll, 3)}X`;
export const lastFour = (roll: Dice): string => digits(roll, 4);
export const documentNumber = (kind: string, roll: Dice): string =>
  `${kind}字〔2026〕第 ${digits(roll, 4)} 号`;

/** Why a step is taken, by the step; `*` for any other. */
const reasons: Record<string, readonly string[]> = {
  return: ['不属于本单位职责，建议转属地', '点位在相邻网格，请核对', '涉及产权单位，需主管部门先行认定'],
  transfer: ['现场勘查后确认由其他单位负责', '原承办单位无相应处置权限'],
  'refuse-filing': ['不符合立案条件，已向反映人说明', '反映内容无法核实，三次联系未果'],
  rework: ['照片与现场不符', '仍有残留，未清理彻底', '修复不牢固，需重新处理', '未恢复原状'],
  'ask-extension': ['配件到货需要时间', '连续降雨无法施工', '需与产权单位协商方案'],
  'deny-extension': ['现有力量可以按期完成，不予延期'],
  'ask-suspension': ['已列入年度改造计划，待统一施工', '涉诉在审，待判决后处理'],
  'deny-suspension': ['具备处置条件，不予挂账'],
  supervise: ['临近时限仍未到场', '群众多次反映', '领导批示要求限期办结'],
  escalate: ['影响范围扩大，需更高层级协调', '超过时限仍未处置'],
  appeal: ['逾期因上游停水配合不到位，有记录', '已按期反馈，系统网络故障未上传', '扣分事项不在本单位职责内'],
  'ask-again': ['问题又出现了，没有彻底解决', '现场没有人来过'],
  supplement: ['身份证明复印件不清，请补正', '缺场地使用证明，请补交'],
  correct: ['申请表填写不完整，请补正'],
  refuse: ['不符合法定条件，已书面告知', '材料经补正仍不齐全'],
  reject: ['不符合法定条件，已书面告知'],
  regrade: ['现场情况比上报复杂，调整办理等级'],
  'change-grade': ['现场情况比上报复杂，调整办理等级'],
  '*': ['经现场核实，情况与上报不一致', '涉及多个单位，需会商确定', '按职责分工调整'],
};
export const reasonFor = (step: string | undefined, roll: Dice): string =>
  roll.pick(reasons[step ?? '*'] ?? reasons['*'] ?? []);
