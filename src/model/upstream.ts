/** What Alertmanager's API says of an incident's firing alerts; as of the last look that changed anything. */
export interface Upstream {
  /** Fingerprints that it has listed: only an alert that was once seen there can be missed there. */
  seen: readonly string[];
  /** By fingerprint: since which look it is not listed any more. Milliseconds since the epoch. */
  missing: Readonly<Record<string, number>>;
  suppressed: readonly Suppression[];
  /** Fingerprints that it lists no more while Prometheus says that they fire: it lost them. Absent: none. */
  lost?: readonly string[];
}

/** Why Alertmanager keeps quiet about firing alerts. Texts are foreign. */
export type Suppression =
  | {
      by: 'silence';
      id: string;
      createdBy: string;
      comment: string;
      /** Milliseconds since the epoch. */
      endsAt: number;
      /** How many of the incident's firing alerts. */
      alertCount: number;
    }
  | {
      by: 'inhibition';
      /** Names of the alerts that inhibit. */
      inhibitors: readonly string[];
      alertCount: number;
    };
