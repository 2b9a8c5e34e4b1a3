import { defineAsyncComponent } from 'vue';

/** The sign-in page; whoever is signed in already is not kept waiting for it. */
export const SignIn = defineAsyncComponent(() => import('./SignIn.vue'));
/** What somebody is told beside matters comes after the page. */
export const NoticeCards = defineAsyncComponent(() => import('./NoticeCards.vue'));
