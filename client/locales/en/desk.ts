/** Words of the desk. */
export const deskEn = {};
