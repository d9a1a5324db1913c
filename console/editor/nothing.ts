/** Stands in for what the editor's package imports and never calls here: colored code, formatted HTML, plain text. */
const refuse = (): never => {
  throw new Error('the console leaves this part of the editor out');
};

export { refuse as convert, refuse as format, refuse as fromHtml, refuse as generateJSON };
export const printer = {};
export default { languages: {}, highlight: refuse };
