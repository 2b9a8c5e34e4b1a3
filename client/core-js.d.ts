// Its modules are run for what they bring; they export nothing.
declare module 'core-js/modules/*';
