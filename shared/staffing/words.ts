import { calledIn, rolesWho, type Role } from '../access/may.ts';
import type { Post } from '../access/post.ts';
import type { ColumnWords } from '../sheet/columns.ts';

/** What a sheet of people may tell of each. */
export const staffFields = [
  'name',
  'login',
  'phone',
  'staff',
  'unit',
  'post',
  'grid',
  'role',
  'from',
  'until',
  'state',
] as const;
export type StaffField = (typeof staffFields)[number];

/** Heads that a column may have. The first of each language is that of the template. */
export const staffColumns: readonly (ColumnWords<StaffField> & { zh: string; en: string })[] = [
  column('name', '姓名', 'Name', ['人员姓名', '名字', 'full name']),
  column('login', '登录名', 'Login', ['账号', '用户名', '登录账号', 'account', 'user name', 'username']),
  column('phone', '手机号', 'Telephone', [
    '手机',
    '手机号码',
    '电话',
    '联系电话',
    '联系方式',
    'mobile',
    'phone',
  ]),
  column('staff', '工号', 'Staff number', [
    '人员编号',
    '人员编码',
    '编号',
    'staff',
    'staff id',
    'employee no',
  ]),
  column('unit', '单位', 'Unit', ['工作单位', '所属单位', '部门', '所在单位', 'department', 'organisation']),
  column('post', '岗位', 'Post', ['职务', '岗位名称', '职位', 'position', 'title']),
  column('grid', '网格', 'Grid', [
    '所属网格',
    '网格编号',
    '网格编码',
    '网格名称',
    '责任网格',
    'grids',
    'grid id',
  ]),
  column('role', '角色', 'Role', ['系统角色', '权限', '账号类型']),
  column('from', '任职自', 'From', ['进岗日期', '任职日期', '上岗日期', '生效日期', 'start', 'start date']),
  column('until', '任期至', 'Until', ['离岗日期', '截止日期', '到期日期', '失效日期', 'end', 'end date']),
  column('state', '状态', 'State', ['在岗状态', '人员状态', '是否在岗', 'status']),
];

function column(field: StaffField, zh: string, en: string, more: readonly string[]) {
  return { field, zh, en, words: [zh, en, ...more] };
}

/** What posts are called in sheets; the first is the usual word. */
export const postWords: Readonly<Record<Post, readonly string[]>> = {
  'grid-head': ['网格长', '网格总长', '一级网格长', '二级网格长', '三级网格长', 'grid head'],
  'grid-member': ['网格员', '专职网格员', '兼职网格员', 'grid member'],
  supervisor: ['督查员', '督导员', 'supervisor'],
  'information-officer': ['信息员', 'information officer'],
  liaison: ['联络员', 'liaison officer', 'liaison'],
  patroller: ['巡查员', '巡防员', 'patroller'],
  'duty-officer': ['值班员', '值守员', 'duty officer'],
  'duty-chief': ['值班长', 'duty chief'],
  handler: ['承办人', '经办人', '办事员', 'handler'],
  leader: ['领导', '分管领导', '负责人', 'leader'],
  admin: ['管理员', '系统管理员', 'administrator'],
  agent: ['代办员', 'agent'],
};

/** Roles that a sheet may give: of those who sign in as people. */
export const sheetRoles: readonly Role[] = rolesWho('keep-account');
export const roleWords: Readonly<Partial<Record<Role, readonly string[]>>> = Object.fromEntries(
  sheetRoles.map((role) => [role, calledIn(role)]),
);

/** The role that a post has unless the sheet says another. */
export const roleOfPost: Readonly<Record<Post, Role>> = {
  'grid-head': 'field',
  'grid-member': 'field',
  supervisor: 'field',
  'information-officer': 'field',
  liaison: 'field',
  patroller: 'field',
  agent: 'field',
  'duty-officer': 'duty',
  'duty-chief': 'duty',
  handler: 'handler',
  leader: 'leader',
  admin: 'admin',
};
/** Posts of a grid: nobody holds one without a grid. */
export const gridPosts: readonly Post[] = [
  'grid-head',
  'grid-member',
  'supervisor',
  'information-officer',
  'liaison',
  'patroller',
];
/** Words of the column of states: who leaves is shut out. */
export const stateWords = {
  here: ['在岗', '在职', '是', '正常', 'active', 'yes'],
  left: ['离任', '离职', '离岗', '调离', '退休', '否', 'left', 'no'],
} as const;
