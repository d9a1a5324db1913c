const path = (d: string) => (
  <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <path d={d} />
  </svg>
);

/** What Cloudscape has no icon for; drawn with its strokes. */
export const ICONS = {
  bold: path('M4 2h5a3 3 0 0 1 0 6H4zM4 8h6a3 3 0 0 1 0 6H4z'),
  italic: path('M6 2h6M4 14h6M9.5 2l-3 12'),
  left: path('M2 3h12M2 6.5h7M2 10h12M2 13.5h7'),
  center: path('M2 3h12M4.5 6.5h7M2 10h12M4.5 13.5h7'),
  right: path('M2 3h12M7 6.5h7M2 10h12M7 13.5h7'),
  underline: path('M4 1v6a4 4 0 0 0 8 0V1M3 15h10'),
};
