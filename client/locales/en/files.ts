/** Words of photos, papers and videos. */
export const filesEn = {
  title: 'Photos and files',
  caption: 'In words; with photos, their caption',
  add: 'Add photos or files',
  addPhotos: 'Add photos',
  take: 'Take a photo',
  drop: 'Drop or paste them here: photos, PDF, MP4',
  whole: 'Original size',
  remove: 'Remove {name}',
  again: 'Send {name} again',
  state: {
    preparing: 'Preparing',
    sending: 'Sending',
    kept: 'Sent',
    failed: 'Not sent',
  },
  status: '{kept} of {n} sent',
  asked: '{n} photo, video or paper is needed; words do not stand in for it',
  lacking: '; {left} still missing',
  most: '{n} at most',
  fault: {
    sending: 'A file is still being sent: one moment',
    unsent: 'A file could not be sent: try again or remove it',
  },
  verify: {
    reading: 'Reading the files of evidence',
    none: 'The ledger names no file of evidence yet',
    whole:
      '{n} file of evidence, as the ledger names it | {n} files of evidence, all as the ledger names them',
    bad: '{n} files of evidence: {missing} missing, {damaged} damaged',
    first: 'The first: {ref} of {incident} (entry {seq})',
  },
  viewer: {
    open: 'View {name}',
    previous: 'Previous',
    next: 'Next',
    of: '{i} / {n}',
    save: 'Open or save the file',
    whole: 'Original file',
    failed: 'The file cannot be read: it is damaged or outside your scope',
    hash: 'Hash of its content {hash}',
  },
};
