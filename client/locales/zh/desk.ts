/** Words of the desk. */
export const deskZh = {};
