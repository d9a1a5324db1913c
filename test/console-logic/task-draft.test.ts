import { draftOf, draftText } from '../../console/logic/task-draft.ts';
import { emptyForm } from '../../console/logic/task-form.ts';

const NOW = Date.UTC(2027, 0, 5, 9);
const DAY = 86_400_000;
const form = { ...emptyForm('Asia/Tokyo', '2027-01-05'), subject: 'Autumn', listIds: ['1'] };

describe('the draft of a task', () => {
  it('has all that was typed, but no files', () => {
    const { files: _files, ...typed } = form;
    expect(draftOf(draftText(form, NOW), NOW + DAY)).toEqual({ at: '2027-01-05T09:00:00.000Z', form: typed });
  });

  it('is kept for seven days', () => {
    const text = draftText(form, NOW);
    expect(draftOf(text, NOW + 7 * DAY - 1)).not.toBeNull();
    expect(draftOf(text, NOW + 7 * DAY)).toBeNull();
    expect(draftOf(text, NOW - 1)).toBeNull();
  });

  it.each([null, '', '{', '[]', '{"at": "2027-01-05T09:00:00.000Z"}', '{"at": 1, "form": {}}'])(
    'is none of %p',
    (text) => {
      expect(draftOf(text, NOW)).toBeNull();
    },
  );

  it('of another version of the form is none', () => {
    const { form: kept, at } = JSON.parse(draftText(form, NOW));
    expect(draftOf(JSON.stringify({ at, form: { ...kept, listIds: '1' } }), NOW)).toBeNull();
    const { subject: _subject, ...older } = kept;
    expect(draftOf(JSON.stringify({ at, form: older }), NOW)).toBeNull();
  });
});
