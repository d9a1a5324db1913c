import type { PickedFile } from '../logic/attached-files.ts';

/** Files as the API takes them, in base64. */
export const encodedFiles = (files: readonly PickedFile[]): Promise<object[]> =>
  Promise.all(
    files.map(async (file) => ({
      name: file.name,
      contentType: file.type || null,
      content: file instanceof File ? await base64Of(file) : '',
    })),
  );

const base64Of = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
