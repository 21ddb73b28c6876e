import type { KubeObject } from '../kube-object.ts';

/** The parts of a Service that the endpoints controller reads. */
export interface Service extends KubeObject {
  spec: {
    selector?: Record<string, string>;
    ports?: { name?: string; port: number; targetPort?: number | string; protocol?: string }[];
  };
}
