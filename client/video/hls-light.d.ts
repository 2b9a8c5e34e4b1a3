/** The library without subtitles and other tracks; it has the types of the whole. */
declare module 'hls.js/light' {
  export { default } from 'hls.js';
}
