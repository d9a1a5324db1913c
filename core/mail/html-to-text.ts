/**
 * Converts HTML to plain text in reading order: paragraphs, lists, links with their addresses. Hidden parts and styles
 * are left out. Texts are not wrapped, and no letter changes.
 */
export type HtmlToText = (html: string) => string;
