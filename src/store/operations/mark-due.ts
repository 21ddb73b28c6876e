export { markDue } from '../steps/mark-due.ts';
