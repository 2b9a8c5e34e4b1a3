/** 总体设置各行的名称；网格自行设定的预警线 */
export const adminSettingsZh = {
  rows: {
    calendar: '工作日历',
    policy: '运行规则',
    models: '摄像头识别模型',
    procedures: '采用的流程',
    listedNotice: '清单说明',
  },
  moreFaults: '另有 {n} 处',
  warns: {
    indicator: '指标（须已设界限）',
    choose: '请选择',
    grid: '只看哪个网格',
    whole: '不限',
    each: '各{level}分别',
    measures: '建议措施',
    mine: '指标超限提请预警：可改 {n} 条，另有 {others} 条由其他管理员或规则设定',
    rest: '全部内容（含规则提请、签发权限、未读时限）',
  },
};
