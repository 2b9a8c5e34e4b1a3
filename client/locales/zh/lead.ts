/** Words of the leaders' page. */
export const leadZh = {};
