/** Words that the phone page of the field and the public page share. */
export const phoneEn = {
  shell: {
    renew: 'New version: tap to refresh',
    kept: 'Kept on this phone: it opens without a signal',
    notKept:
      'This address is not https, so the page does not open without a signal: open it before your round and leave it open',
  },
  draft: {
    unfinished: 'Unfinished',
    written: '{span} ago',
    restored: 'What you wrote at {time} is back',
    forget: 'Start over',
    drop: 'Discard',
    full: 'This phone is full: what is unfinished cannot be kept. Free some space, or send it now',
  },
};
