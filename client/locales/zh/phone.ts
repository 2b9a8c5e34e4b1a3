/** Words that the phone page of the field and the public page share. */
export const phoneZh = {
  draft: {
    unfinished: '没写完的',
    written: '{span}前',
    restored: '已恢复 {time} 没写完的内容',
    forget: '清空重写',
    drop: '丢弃',
    full: '手机存储空间已满，没写完的内容存不下：请腾出空间，或先发送',
  },
};
