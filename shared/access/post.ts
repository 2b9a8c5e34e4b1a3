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
