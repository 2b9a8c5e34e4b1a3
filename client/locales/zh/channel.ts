/** Who is here, whose slice this is, and what is said inside an incident. */
export const channelZh = {
  title: '指挥通道',
  none: '还没有人说话',
  order: '令',
  owing: '{n} 个单位待回复',
  reply: '回复',
  to: '发给',
  all: '全部相关单位',
  write: '写给相关单位',
  writeReply: '写回复',
  answering: '回复 {who}：{text}',
  cancel: '取消',
  send: '发送',
  sendReply: '回复',
  give: '下达指令',
  receipt: {
    title: '回执',
    read: '{at} 已读',
    owes: '待回复',
    replied: '{at} 已回复',
    unread: '未读 {age}',
  },
  line: {
    order: '下达指令',
    word: '发言',
    reply: '回复',
    reminded: '{clock}时限将到，提醒 {to}',
  },
  mark: {
    unread: '有令未读',
    unanswered: '有令待回复',
    owing: '{n} 单位待回复',
  },
  presence: {
    looks: '{name} 正在查看',
    works: '{name} 正在处理',
  },
  lock: {
    held: '{name} 正在处理，接手？',
    overtaken: '{name} 已接手',
    takeOver: '接手',
  },
};
