/** Any value that JSON can carry. Kubernetes objects travel as these: typed models drop fields that they do not know. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A JSON object. */
export type JsonObject = { [key: string]: Json };
