/** What pretend systems notice, in their words. */
export const media = ['本地论坛', '微博', '短视频', '微信公众号', '市长信箱', '新闻跟帖'] as const;
export const surnames = [...'陈王李张刘徐周吴沈顾缪承'];

export const opinionTopics: readonly { topic: string; titles: readonly string[]; tone: number }[] = [
  { topic: '停水停电', titles: ['小区又停水了没人通知', '晚高峰停电两小时'], tone: -0.6 },
  { topic: '噪声扰民', titles: ['工地夜里还在打桩', '广场舞音响太响'], tone: -0.5 },
  { topic: '物业管理', titles: ['物业费涨价没有公示', '电梯坏了一周没修'], tone: -0.6 },
  { topic: '道路交通', titles: ['路口红绿灯配时不合理', '修路围挡没有绕行提示'], tone: -0.4 },
  { topic: '学校教育', titles: ['校门口上下学堵得厉害', '校服价格引家长议论'], tone: -0.3 },
  { topic: '食品安全', titles: ['网红店后厨视频引热议', '菜场缺斤少两'], tone: -0.6 },
  { topic: '环境气味', titles: ['半夜有刺鼻气味', '河水发黑有异味'], tone: -0.7 },
  { topic: '办事服务', titles: ['一件事窗口当场就办好了', '线上办证省了两趟'], tone: 0.6 },
];

export const benefitTopics: readonly { topic: string; medium: string; text: string; most: number }[] = [
  {
    topic: '死亡后仍领取待遇',
    medium: '养老待遇发放 × 殡葬火化登记',
    text: '火化登记之后两个月仍有养老待遇发放，请核查后停发并追回。',
    most: 60,
  },
  {
    topic: '重复领取待遇',
    medium: '职工养老 × 居民养老',
    text: '同一公民身份号码在两种养老保险中同时领取待遇，请核查并择一保留。',
    most: 40,
  },
  {
    topic: '就业期间领取失业金',
    medium: '失业保险金 × 用工备案',
    text: '领取失业保险金期间有用工备案和参保缴费记录，请核查。',
    most: 50,
  },
  {
    topic: '服刑期间领取待遇',
    medium: '待遇发放 × 服刑人员名单',
    text: '名单比对显示服刑期间待遇未暂停，请核查。',
    most: 50,
  },
];

export const arrearsTopics: readonly { topic: string; medium: string; text: string }[] = [
  {
    topic: '工资专户余额不足',
    medium: '农民工工资专用账户',
    text: '专户余额低于一个月应发工资，且本月人工费用未按时拨付。',
  },
  {
    topic: '连续两月未代发工资',
    medium: '工资代发 × 实名考勤',
    text: '实名考勤有出勤，连续两个月没有代发记录。',
  },
  {
    topic: '用电骤降并欠缴社保',
    medium: '企业用电 × 社保缴费',
    text: '用电比上月下降六成以上，社保已欠缴两期，提示经营困难和欠薪风险。',
  },
];
