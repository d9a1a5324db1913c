/** The build gathers the style sheets of all modules in one. */
declare module '*.css';
/** The theme's style sheet, which the build makes. */
declare module 'virtual:theme.css';
