/** The ways in by which a single mail came: the API, the endpoint for programs of Tencent Cloud, SMTP. */
export const VIAS = ['api', 'tencent', 'smtp'] as const;
export type Via = (typeof VIAS)[number];
