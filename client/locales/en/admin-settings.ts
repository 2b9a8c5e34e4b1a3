/** What rows of the settings are called; lines of the warning policy about indicators. */
export const adminSettingsEn = {
  rows: {
    calendar: 'Working calendar',
    policy: 'Rules of operation',
    models: 'Models of cameras',
    procedures: 'Procedures in use',
    listedNotice: 'Notice of lists',
  },
  moreFaults: '{n} more',
  warns: {
    indicator: 'Indicator (one with bounds)',
    choose: 'Choose',
    grid: 'Within which grid alone',
    whole: 'Any',
    each: 'Each of: {level}',
    measures: 'Measures',
    mine: 'Warnings proposed by indicators: {n} that you may change; {others} set by others or by rules',
    rest: 'All of it (rules, who signs, how long unread)',
  },
};
