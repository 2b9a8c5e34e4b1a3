import { procedure } from './schema.ts';
import data from './standard.json' with { type: 'json' };

/**
 * The standard incident procedure of urban-management practice with its side paths:
 * 信息收集 → 案卷建立 → 任务派遣 → 任务处理 → 处理反馈 → 核查结案 → 综合评价.
 */
export const standardProcedure = procedure.parse(data);
