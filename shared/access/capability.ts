/**
 * What somebody may do or see. Who may is the table in `may.ts`; routes, pages, commands and the stream name capabilities and never
 * ask who holds them.
 */
export type Capability =
  // What is seen
  | 'see-matters' // matters, sensors, readings, cameras and the pack of the own part
  | 'see-whole' // without grids the whole jurisdiction is the own part; else only what the own unit has a task in
  | 'see-own-reports' // the matters one reported, nothing else
  | 'see-names' // who people are and their numbers: not for a screen that everybody walks past
  | 'see-alarms' // what sensors raise, as a list of work
  | 'keep-alarms' // acknowledges, puts aside, promotes, asks for silence
  | 'see-crews' // where those on duty in the own part are now
  | 'see-tracks' // the way that one of them went, for a purpose; every look is in the trail
  | 'watch-cameras' // sees live pictures; every look is in the audit
  | 'judge-sightings' // says whether it was so what a model saw
  | 'switch-lamps' // tells street lamps how to burn
  | 'answer-lamps' // says for a controller what its lamps do
  | 'mute-models' // takes a model the right to open matters, and gives it back
  | 'see-figures' // figures, the league, scores and supervision lists
  | 'see-suggestions' // which units and people could take a matter, and why
  | 'see-duties' // regular duties of posts and how they are kept
  | 'see-coverage' // how far lists of duties were done, by area: nobody is named
  | 'see-draws' // what was drawn, and how to draw it again
  | 'see-clock' // whether the clock of the server is trusted
  | 'see-contacts' // who reported a matter that one works on
  | 'see-any-contact' // who reported any matter
  | 'find-places' // who answers for a place and what lies near it
  | 'keep-filters' // own saved searches
  | 'have-session' // may sign in at all: people with a password, screens with a token
  | 'keep-account' // is a person who signs in: own password, second factor, sign-ins
  // Records of the world
  | 'see-records' // people, dwellings, firms, assets of the own part; what is personal only as far as the next ones say
  | 'see-people' // names in full, numbers masked
  | 'unmask-people' // one number after another in full, for a reason that is kept
  | 'keep-records' // makes, corrects and confirms them
  | 'see-open-records' // without grids: what is about nobody, wherever it lies
  | 'read-record-trail' // who looked at whom
  | 'allow-exports' // lets somebody else take a file of personal records away
  // What is done
  | 'act' // gives commands of any kind that the procedure lets the role take
  | 'report' // brings matters in
  | 'report-as-system' // over a door, by a token that names the system
  | 'act-beyond-tasks' // in matters in which the own unit has no task
  | 'act-as-house' // rules, clocks and followers: needs no post and nobody's leave
  | 'use-channel' // writes and reads beside a matter
  | 'give-orders' // a word to a unit is an order that asks for a reply
  | 'bring-files'
  | 'tick-plans' // marks the steps of a plan as done
  | 'man-desk' // sits at the centre: matters that come in ring there, calls are written down, the seat is seen by others
  | 'work-for-unit' // the queue is what the own unit has to do
  | 'join-drills' // is shown a drill that names the own seat, screen or place
  | 'run-drills' // opens a drill; what is done in one is not in the record
  | 'keep-watch' // takes over, hands over, starts and ends a response
  | 'lead' // decides as a leader, whatever the post
  | 'propose-warnings' // nobody is warned by that
  | 'sign-warnings'
  | 'confirm-clock' // says that the clock of the server is right
  | 'write-hand-over' // the sheet of a hand-over
  // Proof and figures
  | 'read-dossier'
  | 'check-ledger' // anchors, chains, seals, files
  | 'make-figures-anew'
  // Letting in, and watching over it
  | 'admit-staff'
  | 'admit-auditors'
  | 'admit-screens'
  | 'admit-sources'
  | 'keep-people' // the list of logins that one may admit
  | 'mend-personal-data' // what citizens ask to have corrected or erased
  | 'read-audit'
  | 'configure' // changes the pack of the own part
  // Walls
  | 'steer-walls' // sees the walls of the own part and tells them what to show
  | 'pair-screens' // lets a screen in that shows a code, and shuts it out
  | 'show-as-wall' // is told what to show, and says what it shows
  // Pages
  | 'open-desk'
  | 'open-dossier'
  | 'open-lead'
  | 'open-supervise'
  | 'open-field'
  | 'open-procedures'
  | 'open-sensing'
  | 'open-warnings';
