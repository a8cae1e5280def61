// What rich output is made of: a MIME bundle with its metadata. Shared by the evaluator, the front and the client.

/** A value in several MIME types, as Jupyter's `display_data` carries it: text as strings, images as base64, JSON as objects. */
export type MimeBundle = Record<string, unknown>;

/** A bundle on its way to a front end. `transient.display_id` makes it updatable. */
export interface DisplayData {
  data: MimeBundle;
  metadata: Record<string, unknown>;
  transient?: { display_id?: string };
}
