/** 岗位: what people are employed as. The first six are the 一长五员 of a grid. */
export const posts = [
  'grid-head',
  'grid-member',
  'supervisor',
  'information-officer',
  'liaison',
  'patroller',
  'duty-officer',
  'duty-chief',
  'handler',
  'leader',
  'admin',
  'agent',
] as const;
export type Post = (typeof posts)[number];

/** What the record calls each, in its one language. */
export const postsInRecord: Readonly<Record<Post, string>> = {
  'grid-head': '网格长',
  'grid-member': '网格员',
  supervisor: '督查员',
  'information-officer': '信息员',
  liaison: '联络员',
  patroller: '巡查员',
  'duty-officer': '值班员',
  'duty-chief': '值班长',
  handler: '承办人',
  leader: '领导',
  admin: '管理员',
  agent: '专员',
};
