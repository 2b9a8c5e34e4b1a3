/** Words that the phone page of the field and the public page share. */
export const phoneEn = {
  draft: {
    unfinished: 'Unfinished',
    written: '{span} ago',
    restored: 'What you wrote at {time} is back',
    forget: 'Start over',
    drop: 'Discard',
    full: 'This phone is full: what is unfinished cannot be kept. Free some space, or send it now',
  },
};
