/** 导入历史事件：与导入人员不同的话 */
export const adminHistoryZh = {
  kept: '每一条记录都写明由谁、何时、从哪张表的哪一行导入',
  choose: '选择历史事件表',
  chooseHint: 'XLSX 或 CSV，每张表最多 200,000 行；文件在本机读取，可直接用热线或城市开放数据的导出表。',
  templateHint: '下载空表填写；必填原编号、事项、上报时间和位置，其余列有则填。',
  templateName: '历史事件空表',
  columnsHint: '事项、单位、网格按编号或名称查找；时间写成 2026-11-29 08:15，以本辖区时区为准。',
  rule: {
    first: '时间',
    firstIs: '上报、各步、结案按各自的时刻入账；没写的步骤不计时',
    second: '原编号',
    secondIs: '每个编号只导入一次，导入后可按原编号查找',
    third: '单位',
    thirdIs: '空着时由事项的第一责任单位主办',
    fourth: '未结',
    fourthIs: '继续办理；导入前已到期的不补发催办和升级',
  },
  verdict: { new: '新增', same: '已有', refused: '拒绝', doubt: '存疑' },
  note: { new: '按原时刻入账', same: '以前导入过', refused: '{n} 种原因 · 存疑 {doubts}' },
  done: '全部写入，指标按原时刻计入',
  toCodes: '去看指标',
  faultName: '历史事件错误',
};
