/** 生效预警：手机与公众页 */
export const warnedZh = {
  title: '预警',
  whole: '全域',
  unread: '{n} 条预警待阅',
  read: '已阅',
  kept: '已阅（待上传）',
  since: '{time} 起',
  until: '至 {time}',
  inEffect: '生效预警',
  advice: '请注意',
};
