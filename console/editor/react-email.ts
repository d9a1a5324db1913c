import {
  Body,
  Button,
  Column,
  Container,
  Head,
  Heading,
  Hr,
  Html,
  Img,
  Link,
  Preview,
  Row,
  render,
  Section,
} from 'react-email';

/**
 * Stands in for `react-email` inside the editor's package, which imports all of it, Tailwind and Markdown included: the
 * parts that its blocks are made of, and nothing else.
 */
export { Body, Button, Column, Container, Head, Heading, Hr, Html, Img, Link, Preview, Row, render, Section };

/** Blocks of code are off. */
export const CodeBlock = (): null => null;
/** HTML is sent as it is made. */
export const pretty = async (html: string): Promise<string> => html;
/** The product makes the text of a mail from its HTML. */
export const toPlainText = (): string => '';
