export const channelEn = {
  presence: {
    looks: '{name} is looking',
    works: '{name} is working on it',
  },
  lock: {
    held: '{name} is working on it. Take over?',
    overtaken: '{name} has taken over',
    takeOver: 'Take over',
  },
};
