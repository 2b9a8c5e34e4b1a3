import { defineAsyncComponent } from 'vue';

/** What is not on the first page of a shift: read when it is opened, or as soon as the tasks stand. */
const loaders = [
  () => import('./ReportPage.vue'),
  () => import('./ReportForm.vue'),
  () => import('./StepPage.vue'),
  () => import('./TaskPage.vue'),
  () => import('./MePage.vue'),
  () => import('./OutboxPage.vue'),
  () => import('./FieldWarnings.vue'),
] as const;
const [report, , step, task, me, outbox, warnings] = loaders;

export const ReportPage = defineAsyncComponent(report);
export const StepPage = defineAsyncComponent(step);
export const TaskPage = defineAsyncComponent(task);
export const MePage = defineAsyncComponent(me);
export const OutboxPage = defineAsyncComponent(outbox);
export const FieldWarnings = defineAsyncComponent(warnings);

/** Reads them all, one after the other, so that they open when the line is gone. */
export async function loadLaterPages(): Promise<void> {
  for (const load of loaders) await load();
}
