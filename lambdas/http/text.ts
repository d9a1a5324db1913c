import * as z from 'zod';
import type { FieldCode, Params } from '../../core/problems.ts';

/** What a check of a schema says when it fails: to people, and to programs. */
export const fault = (error: string, code: FieldCode, params: Params = {}) => ({ error, params: { code, params } });

/** Whether a text is one line without characters that a terminal, a header or a log takes for orders. */
export const hasNoControls = (text: string): boolean => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);

const hasNoControlsButLines = (text: string): boolean => hasNoControls(text.replaceAll(/[\n\r\t]/g, ''));

const NO_CONTROLS = fault('must not contain control characters', 'format', { format: 'name' });

/** The name of something that a user makes, without blanks around it. */
export const nameUpTo = (maxLength: number) =>
  z.string().trim().min(1).max(maxLength).refine(hasNoControls, NO_CONTROLS);

/** A text of a user about something, in one line or several. */
export const noteUpTo = (maxLength: number) => z.string().max(maxLength).refine(hasNoControlsButLines, NO_CONTROLS);

/** For the document: a body must have one of these fields at least, which code checks. */
export const anyOneOf = (...fields: string[]): { required: string[] }[] =>
  fields.map((field) => ({ required: [field] }));
