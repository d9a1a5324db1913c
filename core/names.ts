/** Maximum length of the name of a task, list or template, in characters. Names need not be unique. */
export const MAX_NAME_LENGTH = 200;
