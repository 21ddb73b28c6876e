export { readSnapshot as loadIncident } from '../steps/read-snapshot.ts';
