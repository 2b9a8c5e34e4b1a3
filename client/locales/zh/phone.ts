/** Words that the phone page of the field and the public page share. */
export const phoneZh = {
  shell: {
    renew: '新版本，点此刷新',
    kept: '已存在手机里：没有信号也打得开',
    notKept: '此地址不是 https，没有信号时打不开：上班前请先打开并留着页面',
  },
  draft: {
    unfinished: '没写完的',
    written: '{span}前',
    restored: '已恢复 {time} 没写完的内容',
    forget: '清空重写',
    drop: '丢弃',
    full: '手机存储空间已满，没写完的内容存不下：请腾出空间，或先发送',
  },
};
