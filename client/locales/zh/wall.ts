/** Words of the wall. */
export const wallZh = {
  title: '大屏',
  pairing: {
    title: '这块大屏还没有配对',
    hint: '由管理员生成大屏令牌，然后在这块屏上打开',
    sample: '/{jurisdiction}/wall#device=令牌',
    waiting: '正在核对令牌',
    refused: '令牌未被接受',
    enter: '或在此输入令牌',
    pair: '配对',
  },
};
