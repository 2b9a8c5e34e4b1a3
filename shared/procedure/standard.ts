import { must } from '../kernel/must.ts';
import { builtInProcedures } from './built-in.ts';

/**
 * The standard incident procedure of urban-management practice with its side paths:
 * 信息收集 → 案卷建立 → 任务派遣 → 任务处理 → 处理反馈 → 核查结案 → 综合评价.
 */
export const standardProcedure = must(builtInProcedures.get('standard'), 'the standard procedure');
