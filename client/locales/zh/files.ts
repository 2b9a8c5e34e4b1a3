/** Words of photos, papers and videos. */
export const filesZh = {
  title: '照片与文件',
  add: '添加照片或文件',
  take: '拍照',
  drop: '可拖入或粘贴；照片、PDF、MP4',
  whole: '原图（不压缩）',
  remove: '移除 {name}',
  again: '重新上传 {name}',
  state: {
    preparing: '正在处理',
    sending: '正在上传',
    kept: '已上传',
    failed: '未能上传',
  },
  status: '{kept} / {n} 已上传',
  most: '最多 {n} 个',
  fault: { sending: '文件尚在上传，请稍候', unsent: '有文件未能上传，请重试或移除' },
  viewer: {
    open: '查看 {name}',
    previous: '上一个',
    next: '下一个',
    of: '{i} / {n}',
    save: '打开或保存文件',
    whole: '原文件',
    failed: '文件读不到：可能已损坏，或不在您的范围内',
    hash: '内容指纹 {hash}',
  },
};
