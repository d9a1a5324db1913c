const LIQUID = /^\s*(\{\{|\{%)/;

/** Where a link of a mail may lead. An address that begins with Liquid is known once the mail is made. */
export const isLinkTarget = (href: string): boolean =>
  /^\s*(https?:\/\/|mailto:|tel:|#)./i.test(href) || LIQUID.test(href);

/** Where mail programs load an image from. */
export const isAddress = (src: string): boolean => /^https:\/\/./i.test(src.trim()) || LIQUID.test(src);
