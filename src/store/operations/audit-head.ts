export { readAuditHead as auditHead } from '../steps/append-audit-entry.ts';
