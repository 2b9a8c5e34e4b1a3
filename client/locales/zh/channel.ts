/** Who is here, whose slice this is, and what is said inside an incident. */
export const channelZh = {
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
