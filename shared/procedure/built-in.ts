import { procedure, type Procedure } from './schema.ts';
import standard from './standard.json' with { type: 'json' };
import appeal from './appeal.json' with { type: 'json' };
import dutyList from './duty-list.json' with { type: 'json' };
import departmentTask from './department-task.json' with { type: 'json' };
import oneMatter from './one-matter.json' with { type: 'json' };
import orderCommunity from './order-community.json' with { type: 'json' };
import orderGrid from './order-grid.json' with { type: 'json' };
import order from './order.json' with { type: 'json' };
import reformItem from './reform-item.json' with { type: 'json' };
import whistle from './whistle.json' with { type: 'json' };
import abnormalListing from './abnormal-listing.json' with { type: 'json' };
import handedTask from './handed-task.json' with { type: 'json' };
import dishonestyListing from './dishonesty-listing.json' with { type: 'json' };
import agency from './agency.json' with { type: 'json' };
import approval from './approval.json' with { type: 'json' };
import assistance from './assistance.json' with { type: 'json' };
import enforcement from './enforcement.json' with { type: 'json' };
import enterpriseCall from './enterprise-call.json' with { type: 'json' };
import mediation from './mediation.json' with { type: 'json' };
import randomInspection from './random-inspection.json' with { type: 'json' };
import supervisionOrder from './supervision-order.json' with { type: 'json' };

/**
 * The procedures that come with the house, by id. A pack names those it runs; its own stand in its `procedures.json`.
 */
export const builtInProcedures: ReadonlyMap<string, Procedure> = new Map(
  [
    ...[standard, supervisionOrder, appeal],
    ...[approval, assistance, enforcement, randomInspection, mediation, enterpriseCall, agency],
    ...[abnormalListing, dishonestyListing],
    ...[order, orderCommunity, orderGrid, whistle, oneMatter, departmentTask, reformItem, dutyList],
    ...[handedTask],
  ].map((data) => {
    const one = procedure.parse(data);
    return [one.id, one];
  }),
);
