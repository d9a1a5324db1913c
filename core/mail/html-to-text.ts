/**
 * Writes HTML as plain text, as somebody reads it aloud: paragraphs, lists, links with their addresses. Neither what is
 * hidden nor styles are in it. Texts are not wrapped, and no letter changes.
 */
export type HtmlToText = (html: string) => string;
