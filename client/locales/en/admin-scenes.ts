/** Scenes of walls, composed. */
export const adminScenesEn = {
  hint: 'Which scenes a wall has, in which order, for how long, and what stands where in each shape; look at what it does, then publish',
  live: 'Open the live preview',
  shapes: 'Shapes of walls',
  palette: 'Panels: choose one, then draw its place on the left',
  map: 'Map',
  remove: 'Take out of this shape',
  usual: 'The usual plan again',
  replay: 'The time machine has no plan of its own: it is any other scene at another instant.',
  lookAndSay: 'Look at what it does and say why',
  plan: 'Plan',
  cell: 'Row {row}, column {column}: {panel}',
  seconds: 's',
  stays: 'Seconds for which {name} stays',
  sooner: 'Sooner',
  later: 'Later',
  takeOut: 'Take out',
  rotate: 'Walls go on by themselves',
  playlist:
    'The county’s own playlist, by time of day, for every wall that was told none of its own; without one the order above holds',
  out: 'Not used:',
  shape: { hd: '16:9', small: 'On a table', wide: '32:9', mosaic: 'Mosaic', tall: 'Portrait' },
};
